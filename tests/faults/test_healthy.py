"""FAULTS 37-50: shapes of a healthy stream that must change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.farside import chunk
from tests.frames import COUNT, DONE, GOOD, HELLO, PING, SHOWN, STOP, USAGE, WHOLE, frame, read, say, text
from tests.misbehaving import AT_ONCE, LAST, SSE, WAIT, Move, World, sse, whole

pytestmark = pytest.mark.asyncio(loop_scope="session")

WANTED: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}


def call(index: int, arguments: str, name: str | None = None) -> bytes:
    """A piece of a tool call."""
    more = {"id": f"call_{index}", "type": "function"} if name else {}
    function = {"name": name, "arguments": arguments} if name else {"arguments": arguments}
    return frame({"tool_calls": [{"index": index, **more, "function": function}]})


def packets(data: bytes, size: int) -> tuple[Move, ...]:
    """A chunk of so many bytes in each packet."""
    return tuple(chunk(data[at : at + size]) for at in range(0, len(data), size))


SNOW = HELLO + say("snow ☃ and 🎿, wörld").replace(rb"\u2603", "☃".encode()).replace(rb"\ud83c\udfbf", "🎿".encode()) + STOP + COUNT + DONE
CRLF, CR = SNOW.replace(b"\n", b"\r\n"), SNOW.replace(b"\n", b"\r")
ODD = (
    b'id: 1\nevent: message\nretry: 100\ndata: {"choices": [\ndata: {"index": 0, "delta": {"content": "one"}, "finish_reason": null}]}\n\n'
    b": comment\n\ndata:" + say("two")[6:] + b"unknown: x\ndata: " + STOP[6:] + b"data\n\n" + COUNT + DONE
)
USAGES = {
    "on the last frame with choices": say("one") + frame({}, "stop", usage=USAGE) + DONE,
    "on a frame without": say("one") + STOP + COUNT + DONE,
    "on every frame": b"".join(say(str(n), usage={**USAGE, "completion_tokens": n}) for n in range(3))
    + frame({}, "stop", usage=USAGE)
    + DONE,
    "twice": say("one") + frame({}, "stop", usage={**USAGE, "completion_tokens": 1}) + COUNT + DONE,
    "null at first": say("one", usage=None) + frame({}, "stop", usage=None) + COUNT + DONE,
    "before the reason": say("one") + COUNT + STOP + DONE,
}
STREAMS: dict[str, tuple[bytes, tuple[Move, ...]]] = {
    "37 one byte per packet": (SNOW, packets(SNOW, 1)),
    "38 split anywhere": (SNOW, packets(SNOW, 3)),
    "38 split inside CRLF": (CRLF, packets(CRLF, 1)),
    "39 CRLF": (CRLF, (chunk(CRLF),)),
    "39 CR": (CR, (chunk(CR),)),
    "39 CR, one byte per packet": (CR, packets(CR, 1)),
    "40 and 41 many lines, comments, names": (ODD, packets(ODD, 7)),
    "41 comments before and between": (PING + GOOD.replace(STOP, PING + STOP), packets(PING + GOOD.replace(STOP, PING + STOP), 50)),
    "42 a BOM": (b"\xef\xbb\xbf" + SNOW, packets(b"\xef\xbb\xbf" + SNOW, 1)),
    "43 an event of 1 MB": (say("x" * 1_000_000) + STOP + DONE, packets(say("x" * 1_000_000) + STOP + DONE, 100_000)),
    "44 10,000 events in one packet": (HELLO + say("a") * 10_000 + STOP + DONE, (chunk(HELLO + say("a") * 10_000 + STOP + DONE),)),
    **{f"45 usage {name}": (body, packets(body, 200)) for name, body in USAGES.items()},
    "46 role again, empty deltas, null content": (
        body := HELLO + frame({}) + frame({"content": None}) + HELLO + say("a") + HELLO + STOP + DONE,
        (chunk(body),),
    ),
    "47 calls side by side": (
        body := call(0, "", "a") + call(1, "", "b") + call(0, '{"x"') + call(1, "{}") + call(0, ": 1}") + frame({}, "tool_calls") + DONE,
        packets(body, 11),
    ),
    "48 arguments split anywhere": (
        body := call(0, "", "a") + b"".join(call(0, one) for one in '{"x": "☃"}') + call(0, "") + frame({}, "tool_calls") + DONE,
        packets(body, 1000),
    ),
    "48 no arguments": (body := call(0, "", "a") + frame({}, "tool_calls") + DONE, (chunk(body),)),
    "an empty answer": (HELLO + STOP + DONE, (chunk(HELLO + STOP + DONE),)),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "packets"), STREAMS.values(), ids=STREAMS)
async def test_a_healthy_stream_passes_byte_for_byte(world: World, sent: bytes, packets: tuple[Move, ...]) -> None:
    """To a caller who asked for the usage; to another, all but the events that only tell it."""
    reply = await world.ask(SSE, *packets, LAST, **WANTED)
    assert reply.status == 200
    assert reply.body == sent
    line = await world.line(reply.id)
    assert (line["status"], line.get("problem"), line["finish"]) == (200, None, "tool_calls" if b"tool_calls" in sent else "stop")
    reply = await world.ask(SSE, *packets, LAST, stream=True)
    assert reply.body == (sent.replace(COUNT, b"").replace(COUNT.replace(b"\n", b"\r\n"), b"").replace(COUNT.replace(b"\n", b"\r"), b""))


@pytest.mark.parametrize("body", USAGES.values(), ids=[f"45 {name}" for name in USAGES])
async def test_the_last_usage_is_the_usage(world: World, body: bytes) -> None:
    """In the line, in the metrics, and the same as of a whole reply; so is what it costs."""
    before = await tokens(world)
    streamed = await world.line((await world.ask(SSE, chunk(body), LAST, stream=True)).id)
    between = await tokens(world)
    told = await world.line((await world.ask(*whole(json.dumps(WHOLE).encode()))).id)
    after = await tokens(world)
    same = ("tokens_in", "tokens_out", "cost_usd", "finish", "target")
    assert {name: streamed[name] for name in same} == {name: told[name] for name in same}
    assert (told["tokens_in"], told["tokens_out"], told["cost_usd"]) == (9, 3, "0.000015")
    assert between - before == after - between == 12


async def tokens(world: World) -> int:
    """All that were ever counted."""
    page = (await world.client.get("/metrics")).text
    return sum(int(line.split()[-1]) for line in page.splitlines() if line.startswith("modelbridge_tokens_total{"))


@pytest.mark.parametrize("world", ["wire hasty"], indirect=True)
async def test_frames_that_say_nothing_are_a_sign_of_life(world: World) -> None:
    """46: a model that thinks in silence for longer than anybody waits between two words."""
    thoughts = tuple(move for _ in range(12) for move in (chunk(frame({})), WAIT / 6))
    reply = await world.ask(SSE, chunk(HELLO), *thoughts, chunk(say("one") + STOP + DONE), LAST, stream=True)
    assert (reply.status, text(reply.body)) == (200, "one")


@pytest.mark.parametrize("world", ["wire", "httpx"], indirect=True)
async def test_a_connection_closed_between_two_requests(world: World) -> None:
    """49: nobody notices."""
    for number in range(6):
        reply = await world.ask(*sse(HELLO, say("one"), STOP, DONE), *(("fin",) if number % 2 else ()), stream=True)
        assert reply.body.endswith(DONE)
        reply = await world.ask(*whole(json.dumps(WHOLE).encode()), *(("fin",) if number % 2 else ()))
        assert reply.status == 200


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_before_the_request_is_read(world: World, stream: bool) -> None:
    """50: faster than the body is sent."""
    body: Any = [{"role": "user", "content": "x" * 2_000_000}]
    moves = sse(HELLO, say("one"), STOP, DONE) if stream else whole(json.dumps(WHOLE).encode())
    reply = await world.ask(*moves, provider=AT_ONCE, stream=stream, messages=body)
    assert reply.status == 200, reply.body


@pytest.mark.parametrize("world", ["wire", "httpx"], indirect=True)
async def test_a_connection_whose_stream_has_ended_is_kept(world: World) -> None:
    """Also when its last bytes come after the end mark, in a packet of their own."""
    await world.ask(*whole(json.dumps(WHOLE).encode()))
    before = world.far.connections
    for _ in range(5):
        reply = await world.ask(SSE, chunk(GOOD), 0.03, LAST, stream=True)
        assert reply.body == SHOWN
        await world.at_rest()
    assert world.far.connections == before


async def test_heartbeats_reach_the_caller(world: World) -> None:
    """They keep its connection warm as well."""
    reply = await world.ask(SSE, *[chunk(PING)] * 3, chunk(GOOD), LAST, stream=True)
    assert reply.body == PING * 3 + SHOWN
    assert read(reply.body)[-1] == "[DONE]"
