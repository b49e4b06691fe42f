"""What Redis does by itself, at once, for all the counters of a call: nobody else changes one meanwhile.

A counter is a hash: `w` where its window begins, `s` spent, `h` held by all, `h:PROCESS` held by one of them, `p:UNTIL` spent in a part
of a window that rolls, `d` how many processes had died when `h` was added up last. A process lives while it says so; what a dead
one held is let go of by whoever looks at the counter next.
"""

from __future__ import annotations

# KEYS[1] who lives, until when; KEYS[2] how many died.
_COUNTERS = """
local function text(number) return string.format('%.0f', number) end

local function now_there()
  local told = redis.call('TIME')
  return told[1] * 1000 + math.floor(told[2] / 1000)
end

local function bury()
  local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now_there()))
  if #gone > 0 then
    redis.call('ZREM', KEYS[1], unpack(gone))
    redis.call('INCR', KEYS[2])
  end
  return redis.call('GET', KEYS[2]) or '0'
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
  local found = redis.call('HMGET', key, 'w', 's', 'h', 'd')
  if not found[1] or tonumber(found[1]) < tonumber(start) then return nil end
  local spent, held, first = tonumber(found[2]), tonumber(found[3]), nil
  if found[4] ~= deaths then held = held_by_the_living(key, deaths) end
  if rolls == '1' then spent, first = still_counting(key, now, spent) end
  return spent, held, first, found[1]
end
"""

# ARGV: process, time, and for each counter in KEYS[3…]: its limit, what the call may use, what to hold of it ('' where another claim on
# the same counter does), start, rolls, until when it is kept. Answers 'ok' and
# of each what is spent, held, its first part, and where its window begins; 'full', which one, and its standing; 'dead'.
ADMIT = (
    _COUNTERS
    + """
local deaths = bury()
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'dead'} end
local now, answer, fresh = tonumber(ARGV[2]), {'ok'}, {}
for i = 3, #KEYS do
  local at = 2 + (i - 3) * 6
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
  local at = 2 + (i - 3) * 6
  local holds, start, rolls, kept = ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], ARGV[at + 6]
  if holds ~= '' then
    if fresh[i] then
      redis.call('DEL', KEYS[i])
      redis.call('HSET', KEYS[i], 'w', start, 's', '0', 'h', holds, 'd', deaths, 'h:' .. ARGV[1], holds)
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

# KEYS[1] who lives, KEYS[2…] what is known. ARGV: process, for how many milliseconds, and for how many seconds what is known stays so.
# Answers 1, or 0 to one that is held to be dead.
BEAT = """
local told = redis.call('TIME')
local now = told[1] * 1000 + math.floor(told[2] / 1000)
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0') <= now then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
return 1
"""

# A process begins, or goes on under another name: what is not among its calls was held in vain. ARGV: process, for how many milliseconds,
# how many names it had before, those, and for each counter in KEYS[4…]: start, and what its calls hold of it. Answers who was the first
# ever to join, in KEYS[3]: if that is another one than before, everything is forgotten.
JOIN = """
local told = redis.call('TIME')
local names = tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], string.format('%.0f', told[1] * 1000 + math.floor(told[2] / 1000) + ARGV[2]), ARGV[1])
for name = 1, names do
  if redis.call('ZREM', KEYS[1], ARGV[3 + name]) == 1 then redis.call('INCR', KEYS[2]) end
end
for i = 4, #KEYS do
  local at = 3 + names + (i - 4) * 2
  if redis.call('HGET', KEYS[i], 'w') == ARGV[at + 1] then
    for name = 1, names do
      local before = redis.call('HGET', KEYS[i], 'h:' .. ARGV[3 + name])
      if before then
        redis.call('HDEL', KEYS[i], 'h:' .. ARGV[3 + name])
        redis.call('HINCRBY', KEYS[i], 'h', string.format('%.0f', -tonumber(before)))
      end
    end
    redis.call('HINCRBY', KEYS[i], 'h', ARGV[at + 2])
    redis.call('HSET', KEYS[i], 'h:' .. ARGV[1], ARGV[at + 2])
  end
end
redis.call('SET', KEYS[3], ARGV[1], 'NX')
return redis.call('GET', KEYS[3])
"""

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
  if found[1] == start and tonumber(found[2]) < tonumber(spent) then
    for _, name in ipairs(redis.call('HKEYS', KEYS[i])) do
      if string.sub(name, 1, 2) == 'p:' then redis.call('HDEL', KEYS[i], name) end
    end
    redis.call('HSET', KEYS[i], 's', spent)
    for part = 1, parts do
      redis.call('HINCRBY', KEYS[i], 'p:' .. ARGV[at + 3 + 2 * part], ARGV[at + 4 + 2 * part])
    end
  end
  if kept ~= '' then redis.call('EXPIREAT', KEYS[i], kept) end
  at = at + 4 + 2 * parts
end
return #KEYS
"""
