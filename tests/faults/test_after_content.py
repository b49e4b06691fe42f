"""FAULTS 27-35: after content has gone out a failure is one error event; no end mark, no reason that nobody gave."""

from __future__ import annotations

import pytest
from msgspec import Struct

from tests.farside import chunk
from tests.frames import COUNT, DONE, ERROR, HELLO, STOP, frame, read, say, text
from tests.misbehaving import LAST, LONG, WAIT, Move, World, sse

pytestmark = pytest.mark.asyncio(loop_scope="session")

PING = chunk(b": ping\n\n")
TOLD = frame({}, "error", error={"message": "x", "code": 502})
COUNTED = say("one ", usage={"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10})


class Row(Struct, frozen=True):
    """What the provider does after its first word, and what it comes to."""

    number: str
    after: tuple[Move, ...]
    code: str
    message: str = ""
    said: str = "one "
    network: bool = True


def beats(data: bytes) -> tuple[Move, ...]:
    """The same, again and again, for twice as long as anybody waits."""
    return tuple([WAIT / 8, data] * 16)


ROWS = (
    Row("27 cut", ("fin",), "provider_cut_off", "closed the connection"),
    Row("27 cut inside an event", (chunk(say("two")[:30]), "fin"), "provider_cut_off"),
    Row("27 cut inside a chunk", (chunk(say("two"))[:30], "fin"), "provider_cut_off"),
    Row("28 reset", (0.05, "rst"), "provider_cut_off", "closed the connection"),
    Row("29 stall", ("wait",), "provider_timed_out", "idle"),
    Row("29 stall inside an event", (chunk(say("two")[:30]), "wait"), "provider_timed_out", "idle"),
    Row("30 heartbeats only: comments", beats(PING), "provider_timed_out", "heartbeats"),
    Row("30 heartbeats only: blank lines", beats(chunk(b"\n")), "provider_timed_out", "heartbeats", network=False),
    Row("30 heartbeats only: pings", beats(chunk(b"event: ping\n\n")), "provider_timed_out", "heartbeats", network=False),
    Row("30 heartbeats only: a comment without an end", beats(chunk(b": ping\n")), "provider_timed_out", "heartbeats", network=False),
    Row("31 an error", (chunk(ERROR), LAST), "provider_overloaded", "too many", network=False),
    Row("31 an error, and an end mark", (chunk(ERROR + STOP + DONE), LAST), "provider_overloaded", network=False),
    Row("31 an error beside a choice", (chunk(TOLD), LAST), "provider_failed", network=False),
    Row("31 a reason that is an error", (chunk(frame({}, "error")), chunk(DONE), LAST), "provider_failed", network=False),
    Row("32 malformed JSON", (chunk(b'data: {"choices": [\n\n' + say("two") + STOP + DONE), LAST), "provider_bad_reply", network=False),
    Row("32 not JSON at all", (chunk(b"data: <html>\n\n"), chunk(STOP + DONE), LAST), "provider_bad_reply", network=False),
    Row("34 ends without reason and end mark", (LAST,), "provider_cut_off", "before the answer did", network=False),
    Row("34 the same, after more", (chunk(say("two")), LAST), "provider_cut_off", said="one two", network=False),
    Row("34 the same, inside an event", (chunk(say("two")[:30]), LAST), "provider_cut_off", network=False),
    Row("malformed HTTP", (b"zz\r\n",), "provider_bad_reply"),
)  # fmt: skip
CASES = [
    pytest.param(f"{exchange} hasty" if row.code == "provider_timed_out" else exchange, row, id=f"{row.number}, {exchange}")
    for row in ROWS
    for exchange in (("wire", "httpx") if row.network else ("wire",))
]


@pytest.mark.parametrize(("world", "row"), CASES, indirect=["world"])
async def test_a_failure_is_the_last_event(world: World, row: Row) -> None:
    """What came before it has reached the caller, and is billed."""
    reply = await world.ask(*sse(HELLO, COUNTED, end=row.after), stream=True)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/event-stream"
    assert text(reply.body) == row.said
    *before, last = read(reply.body)
    assert set(last) == {"error"}
    assert (last["error"]["code"], last["error"]["type"]) == (row.code, "server_error")
    assert row.message in last["error"]["message"]
    assert not [one for one in before if "error" in one]
    assert not [choice for one in before for choice in one["choices"] if choice["finish_reason"]]
    assert DONE not in reply.body
    line = await world.line(reply.id)
    assert (line["status"], line["problem"], line.get("finish")) == (200, row.code, None)
    words = len(row.said.split())  # those behind the count that came are guessed
    assert (line["tokens_in"], line["tokens_out"], line["cost_usd"]) == (9, words, f"0.0000{9 + 2 * words:02}")
    assert 0 <= line["overhead_ms"] < 500 * WAIT


GOOD: dict[str, tuple[Move, ...]] = {
    "33 ends without the end mark": (LAST,),
    "33 is cut after the reason": ("fin",),
    "33 is reset after the reason": (0.05, "rst"),
    "33 falls silent after the reason": ("wait",),
    "33 is cut inside its usage": (chunk(COUNT[:30]), "fin"),
    "33 ends inside its usage": (chunk(COUNT[:30]), LAST),
    "35 bytes after the end mark": (chunk(DONE), chunk(say("three")), chunk(b"garbage"), LAST),
    "35 bytes after the end mark, in one packet": (chunk(DONE + say("three") + ERROR), LAST),
    "35 an end mark, and no end": (chunk(DONE), "wait"),
    "35 an end mark, and a cut": (chunk(DONE), "fin"),
    "35 an end mark, and malformed HTTP": (chunk(DONE), b"zz\r\n"),
}


ENDS = [
    pytest.param(f"{exchange} hasty" if "silent" in name else exchange, end, id=f"{name}, {exchange}")
    for name, end in GOOD.items()
    for exchange in ("wire", "httpx")
]


@pytest.mark.parametrize(("world", "end"), ENDS, indirect=["world"])
async def test_after_the_reason_every_end_is_a_good_one(world: World, end: tuple[Move, ...]) -> None:
    """Nothing of the answer is missing: it ends with exactly one end mark, and nothing behind it."""
    reply = await world.ask(*sse(HELLO, COUNTED, STOP, end=end), stream=True)
    assert reply.body == HELLO + COUNTED + STOP + DONE
    line = await world.line(reply.id)
    assert (line["status"], line["finish"], line["tokens_out"]) == (200, "stop", 1)
    assert "problem" not in line


async def test_an_error_after_the_reason_is_told(world: World) -> None:
    """31: the provider says so itself; it is not for us to hide it."""
    reply = await world.ask(*sse(HELLO, COUNTED, STOP, ERROR, DONE), stream=True)
    assert reply.body.startswith(HELLO + COUNTED + STOP)
    assert "error" in read(reply.body)[-1]
    assert DONE not in reply.body


async def test_with_several_answers_a_cut_of_one_is_a_cut(world: World) -> None:
    """34: the first has ended, the second has not."""
    begun = (say("a"), say("b", index=1), STOP)
    reply = await world.ask(*sse(*begun), stream=True, n=2)
    assert read(reply.body)[-1]["error"]["code"] == "provider_cut_off"
    reply = await world.ask(*sse(*begun, frame({}, "stop", index=1)), stream=True, n=2)
    assert reply.body == b"".join(begun) + frame({}, "stop", index=1) + DONE


@pytest.mark.parametrize("world", ["wire", "httpx"], indirect=True)
async def test_a_caller_who_leaves_is_told_of_and_the_provider_let_go(world: World) -> None:
    """Its line says so; the connection to the provider is gone at once."""
    world.plays["priced"] = sse(HELLO, COUNTED, end=("wait",))
    request = {"model": "far/priced", "messages": [{"role": "user", "content": "hello"}], "stream": True}
    async with world.client.stream("POST", "/v1/chat/completions", json=request) as reply:
        async for _ in reply.aiter_bytes():
            break
    await world.far.until(lambda: world.far.open == 0, LONG / 2)
    line = await world.line(reply.headers["x-modelbridge-request-id"])
    assert (line["status"], line["caller_left"], line["tokens_out"]) == (200, True, 1)
