"""What Redis does by itself, at once, for all the counters of a call: nobody else changes one meanwhile.

A counter is a hash: `w` where its window begins, `e` where it ends, `s` spent, `h` held by all, `h:PROCESS` held by one of them, `p:UNTIL`
spent in a part of a window that rolls, `d` how many processes had died when `h` was added up last. A process lives while it says so; what
a dead one held is let go of by whoever looks at the counter next.
"""

from __future__ import annotations

# KEYS[1] who lives, until when. KEYS[2] how it is with all of them: `deaths`, how many died; `asked`, when somebody last asked; `run`, of
# which run of Redis that is; `first`, who joined first in it.
_COUNTERS = """
local STILL = 8000 -- milliseconds: twice as long as processes are silent

local function text(number) return string.format('%.0f', number) end

local function now_there()
  local told = redis.call('TIME')
  return told[1] * 1000 + math.floor(told[2] / 1000)
end

-- Who has not said that he lives is dead; but where nobody has asked for long, it was Redis that stood still.
local function bury()
  local now = now_there()
  local asked = tonumber(redis.call('HGET', KEYS[2], 'asked') or '0')
  if asked > 0 and now - asked > STILL then
    for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZINCRBY', KEYS[1], text(now - asked), name) end
  end
  if now - asked > 1000 then redis.call('HSET', KEYS[2], 'asked', text(now)) end
  if redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now)) > 0 then redis.call('HINCRBY', KEYS[2], 'deaths', 1) end
  return redis.call('HGET', KEYS[2], 'deaths') or '0'
end

local function run()
  local told = redis.pcall('INFO', 'server')
  return type(told) == 'string' and string.match(told, 'run_id:(%x+)') or ''
end

local function held_by_the_living(key, deaths)
  local all, held = redis.call('HGETALL', key), 0
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 'h:' then
      if redis.call('ZSCORE', KEYS[1], string.sub(all[i], 3)) then
        held = held + all[i + 1]
      else
        redis.call('HDEL', key, all[i])
      end
    end
  end
  redis.call('HSET', key, 'h', text(held), 'd', deaths)
  return held
end

local function still_counting(key, now, spent)
  local all, left, first = redis.call('HGETALL', key), spent, nil
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 'p:' then
      local ends = tonumber(string.sub(all[i], 3))
      if ends <= now then
        left = left - all[i + 1]
        redis.call('HDEL', key, all[i])
      elseif not first or ends < first then
        first = ends
      end
    end
  end
  if left ~= spent then redis.call('HSET', key, 's', text(left)) end
  return left, first
end

-- What is spent and held of it in the window that began at `start` or later, and when the first part of one that rolls is over.
local function look(key, start, rolls, now, deaths)
  local found = redis.call('HMGET', key, 'w', 's', 'h', 'd', 'e')
  if not found[1] then return nil end
  -- Where the operator has days begin elsewhere, one that has begun goes on to its end.
  if tonumber(found[1]) < tonumber(start) and now >= tonumber(found[5] or '0') then return nil end
  local spent, held, first = tonumber(found[2]), tonumber(found[3]), nil
  if found[4] ~= deaths then held = held_by_the_living(key, deaths) end
  if rolls == '1' then spent, first = still_counting(key, now, spent) end
  return spent, held, first, found[1]
end
"""

# ARGV: process, time, and for each counter in KEYS[3…]: its limit, what the call may use, what to hold of it ('' where another claim on
# the same counter does), start, rolls, until when it is kept, end. Answers 'ok' and
# of each what is spent, held, its first part, and where its window begins; 'full', which one, and its standing; 'dead'.
ADMIT = (
    _COUNTERS
    + """
local deaths = bury()
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'dead'} end
local now, answer, fresh = tonumber(ARGV[2]), {'ok'}, {}
for i = 3, #KEYS do
  local at = 2 + (i - 3) * 7
  local limit, amount, start, rolls = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV[at + 4], ARGV[at + 5]
  local spent, held, first, begun = look(KEYS[i], start, rolls, now, deaths)
  if not spent then spent, held, fresh[i] = 0, 0, true end
  if limit == 0 or spent + held + amount > limit then
    return {'full', tostring(i - 3), text(spent), text(held), tostring(first or '')}
  end
  local holds = tonumber(ARGV[at + 3] ~= '' and ARGV[at + 3] or '0')
  answer[#answer + 1] = text(spent)
  answer[#answer + 1] = text(held + holds)
  answer[#answer + 1] = tostring(first or '')
  answer[#answer + 1] = begun or start
end
for i = 3, #KEYS do
  local at = 2 + (i - 3) * 7
  local holds, start, kept = ARGV[at + 3], ARGV[at + 4], ARGV[at + 6]
  if holds ~= '' then
    if fresh[i] then
      redis.call('DEL', KEYS[i])
      redis.call('HSET', KEYS[i], 'w', start, 'e', ARGV[at + 7], 's', '0', 'h', holds, 'd', deaths, 'h:' .. ARGV[1], holds)
    else
      redis.call('HINCRBY', KEYS[i], 'h', holds)
      redis.call('HINCRBY', KEYS[i], 'h:' .. ARGV[1], holds)
    end
    if kept ~= '' and (fresh[i] or start == '0') then redis.call('EXPIREAT', KEYS[i], kept) end
  end
end
return answer
"""
)

# ARGV: time, and for each counter in KEYS[3…]: start, rolls. Answers spent, held and first of each.
LOOK = (
    _COUNTERS
    + """
local now, answer, deaths = tonumber(ARGV[1]), {}, bury()
for i = 3, #KEYS do
  local at = 1 + (i - 3) * 2
  local spent, held, first = look(KEYS[i], ARGV[at + 1], ARGV[at + 2], now, deaths)
  answer[#answer + 1] = text(spent or 0)
  answer[#answer + 1] = text(held or 0)
  answer[#answer + 1] = tostring(first or '')
end
return answer
"""
)

# KEYS[1] the number of the process's last batch. ARGV: its number, how long that is kept, the process, and for each counter in KEYS[2…]:
# start, what it lets go of, what was used, in which part. A batch that comes twice counts once. Answers what is spent of each.
SETTLE = """
local again = tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1])
if not again then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
local answer, process = {}, 'h:' .. ARGV[3]
for i = 2, #KEYS do
  local at = 3 + (i - 2) * 4
  local start, held, used, part = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  answer[i - 1] = ''
  if not again and redis.call('HGET', KEYS[i], 'w') == start then
    if held ~= '0' and redis.call('HEXISTS', KEYS[i], process) == 1 then
      redis.call('HINCRBY', KEYS[i], 'h', '-' .. held)
      if redis.call('HINCRBY', KEYS[i], process, '-' .. held) == 0 then redis.call('HDEL', KEYS[i], process) end
    end
    if used ~= '0' then
      if part ~= '' then redis.call('HINCRBY', KEYS[i], 'p:' .. part, used) end
      answer[i - 1] = string.format('%.0f', redis.call('HINCRBY', KEYS[i], 's', used))
    end
  end
end
return answer
"""

# KEYS[3…] what is known. ARGV: process, for how many milliseconds, and for how many seconds what is known stays so. Answers 1, or 0 to one
# that is held to be dead, and to all when Redis has begun anew, maybe from what it had kept of an earlier hour.
BEAT = (
    _COUNTERS
    + """
bury()
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) or redis.call('HGET', KEYS[2], 'run') ~= run() then return 0 end
redis.call('ZADD', KEYS[1], text(now_there() + ARGV[2]), ARGV[1])
for i = 3, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
return 1
"""
)

# A process begins, or goes on under another name: what is not among its calls was held in vain. ARGV: process, for how many milliseconds,
# how many names it had before, those, and for each counter in KEYS[3…]: start, what its calls hold of it, and until when it is kept.
# Answers who was the first to join this run of Redis: if that is another one than before, what was spent may be forgotten.
JOIN = (
    _COUNTERS
    + """
bury()
local names = tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], text(now_there() + ARGV[2]), ARGV[1])
for name = 1, names do
  if redis.call('ZREM', KEYS[1], ARGV[3 + name]) == 1 then redis.call('HINCRBY', KEYS[2], 'deaths', 1) end
end
for i = 3, #KEYS do
  local at = 3 + names + (i - 3) * 3
  local begun = redis.call('HGET', KEYS[i], 'w')
  if not begun or tonumber(begun) < tonumber(ARGV[at + 1]) then
    redis.call('DEL', KEYS[i])
    redis.call('HSET', KEYS[i], 'w', ARGV[at + 1], 's', '0', 'h', '0', 'd', '')
    if ARGV[at + 3] ~= '' then redis.call('EXPIREAT', KEYS[i], ARGV[at + 3]) end
    begun = ARGV[at + 1]
  end
  if begun == ARGV[at + 1] then
    for name = 1, names do
      local before = redis.call('HGET', KEYS[i], 'h:' .. ARGV[3 + name])
      if before then
        redis.call('HDEL', KEYS[i], 'h:' .. ARGV[3 + name])
        redis.call('HINCRBY', KEYS[i], 'h', text(-tonumber(before)))
      end
    end
    redis.call('HINCRBY', KEYS[i], 'h', ARGV[at + 2])
    redis.call('HSET', KEYS[i], 'h:' .. ARGV[1], ARGV[at + 2])
  end
end
local this = run()
if redis.call('HGET', KEYS[2], 'run') ~= this then redis.call('HSET', KEYS[2], 'run', this, 'first', ARGV[1]) end
return redis.call('HGET', KEYS[2], 'first')
"""
)

# For each counter in KEYS: ARGV has start, until when it is kept, what was spent, and how many parts with their ends and amounts.
# What stands there already is left, unless it is less than what the ledger knows.
LOAD = """
local at = 0
for i = 1, #KEYS do
  local start, kept, spent, parts = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], tonumber(ARGV[at + 4])
  local found = redis.call('HMGET', KEYS[i], 'w', 's')
  if not found[1] or tonumber(found[1]) < tonumber(start) then
    redis.call('DEL', KEYS[i])
    redis.call('HSET', KEYS[i], 'w', start, 's', '0', 'h', '0', 'd', '')
    found = {start, '0'}
  end
  if kept ~= '' and found[1] == start then redis.call('EXPIREAT', KEYS[i], kept) end
  if found[1] == start and tonumber(found[2]) < tonumber(spent) then
    for _, name in ipairs(redis.call('HKEYS', KEYS[i])) do
      if string.sub(name, 1, 2) == 'p:' then redis.call('HDEL', KEYS[i], name) end
    end
    redis.call('HSET', KEYS[i], 's', spent)
    for part = 1, parts do
      redis.call('HINCRBY', KEYS[i], 'p:' .. ARGV[at + 3 + 2 * part], ARGV[at + 4 + 2 * part])
    end
  end
  at = at + 4 + 2 * parts
end
return #KEYS
"""
