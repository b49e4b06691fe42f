"""FAULTS 1-26: before any content has gone out a failure has its real status, and is an OpenAI error."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from msgspec import Struct

from tests.farside import chunk
from tests.frames import DONE, ERROR, HELLO, STOP, USAGE, WHOLE, frame, say
from tests.misbehaving import JSON, SSE, WAIT, Move, World, sse, whole

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODY = json.dumps(WHOLE).encode()
GOOD = sse(HELLO, say("one two"), STOP, DONE)


def refusal(status: int, message: str = "no", *fields: bytes, **more: object) -> tuple[Move, ...]:
    """An error as OpenAI writes it."""
    body = json.dumps({"error": {"message": message, "type": "some_error", "param": None, "code": None, **more}}).encode()
    return whole(body, JSON, *fields, status=b"%d No" % status)


class Row(Struct, frozen=True):
    """What the provider does, and what the caller is told."""

    number: str
    moves: tuple[Move, ...]
    status: int
    code: str  # in the log, and in the error unless the provider's own words pass
    message: str = ""  # is in the error's message
    provider: str = "far"
    streams: tuple[bool, ...] = (False, True)
    passes: bool = False  # the provider's own error is the caller's

    def world(self, exchange: str) -> str:
        """The gateway that is asked: one that soon gives up, where that is what it is to do."""
        in_vain = self.provider == "full" or "wait" in self.moves or self.message == "heartbeats"
        return f"{exchange} hasty" if self.code == "provider_timed_out" and in_vain else exchange


NOW = datetime.now(UTC)
DATES = (
    b"date: %b" % format_datetime(NOW, usegmt=True).encode(),
    b"retry-after: %b" % format_datetime(NOW + timedelta(seconds=7), usegmt=True).encode(),
)
BOMB = gzip.compress(bytes(1_000_000)) * 280
LARGE: tuple[Move, ...] = (b"HTTP/1.1 200 OK\r\ncontent-length: 300000000\r\n\r\n", *[b"{" * 1_000_000] * 300)
ENDLESS: tuple[Move, ...] = (SSE, *[chunk(b"data: " + b"x" * 1_000_000)] * 17, "wait")
BEATS = sse(*[b": ping\n\n"] * 3, end=tuple([WAIT / 5, chunk(b": ping\n\n")] * 12))
REDIRECT = b"location: http://127.0.0.1:1/elsewhere"
ROWS = (
    Row("1 refused", (), 502, "provider_unreachable", "refused the connection", "closed"),
    Row("2 connect timeout", (), 504, "provider_timed_out", "could not be connected to", "full"),
    Row("3 a certificate nobody knows", (), 502, "provider_unreachable", "no valid TLS certificate", "untrusted"),
    Row("3 no TLS at all", (), 502, "provider_unreachable", "TLS", "plain"),
    Row("4 closes without a byte", ("fin",), 502, "provider_unreachable", "without an answer"),
    Row("4 resets without a byte", ("rst",), 502, "provider_unreachable", "without an answer"),
    Row("5 no first byte", ("wait",), 504, "provider_timed_out", "first_byte"),
    Row("6 closes inside the headers", (b"HTTP/1.1 200 OK\r\ncontent-le", "fin"), 502, "provider_cut_off", "the head"),
    Row("7 a bad key", refusal(401, "bad key sk-123"), 502, "provider_key_refused", "the gateway's key"),
    Row("7 a key without a right", refusal(403, "not for sk-123"), 502, "provider_key_refused", "the gateway's key"),
    Row("8 no such model", refusal(404, "no model `x`"), 404, "provider_model_not_found", "no model `x`", passes=True),
    Row("9 408", refusal(408), 504, "provider_timed_out"),
    Row("9 409", refusal(409), 502, "provider_failed"),
    Row("9 425", refusal(425), 502, "provider_failed"),
    Row("10 too many", refusal(429, "slow down"), 429, "provider_rate_limited", "slow down"),
    Row("10 too many, cut", (b"HTTP/1.1 429 No\r\ncontent-length: 99\r\n\r\n{", "fin"), 429, "provider_rate_limited"),
    Row("11 500", refusal(500), 502, "provider_failed"),
    Row("11 502", refusal(502), 502, "provider_failed"),
    Row("11 503", refusal(503), 503, "provider_overloaded"),
    Row("11 504", refusal(504), 504, "provider_timed_out"),
    Row("11 529", refusal(529), 503, "provider_overloaded"),
    Row("11 a page", whole(b"<html><h1>Bad gateway</h1>", b"content-type: text/html", status=b"502 Bad"), 502, "provider_failed"),
    Row("12 an error in 200", whole(b'{"error": {"message": "busy", "code": 503}}'), 503, "provider_overloaded", "busy"),
    Row("13 an error first", sse(ERROR, DONE), 503, "provider_overloaded", "too many", streams=(True,)),
    Row("14 a greeting, then an error", sse(HELLO, ERROR), 503, "provider_overloaded", streams=(True,)),
    Row("14 a greeting, then a cut", sse(HELLO, end=("fin",)), 502, "provider_cut_off", streams=(True,)),
    Row("14 a greeting, then a reset", sse(HELLO, end=(0.02, "rst")), 502, "provider_cut_off", streams=(True,)),
    Row("14 a greeting, then the end", sse(HELLO), 502, "provider_cut_off", streams=(True,)),
    Row("14 a greeting, then silence", sse(HELLO, end=("wait",)), 504, "provider_timed_out", "idle", streams=(True,)),
    Row("15 a page", whole(b"<!doctype html><h1>Welcome", b"content-type: text/html"), 502, "provider_bad_reply", "a page"),
    Row("16 half a body", whole(BODY[:60]), 502, "provider_bad_reply", "not all of it came"),
    Row("16 a body cut off", (b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n" + BODY, "fin"), 502, "provider_cut_off"),
    Row("17 nothing", whole(b""), 502, "provider_bad_reply", "empty"),
    Row("17 no content", (b"HTTP/1.1 204 No Content\r\n\r\n",), 502, "provider_bad_reply", "empty"),
    Row("18 no choices", whole(json.dumps({**WHOLE, "choices": []}).encode()), 502, "provider_bad_reply", "no choices"),
    Row("18 no choices in a stream", sse(HELLO, frame(usage=USAGE), DONE), 502, "provider_bad_reply", streams=(True,)),
    Row("19 a redirect", whole(b"", REDIRECT, status=b"307 Elsewhere"), 502, "provider_failed", "redirect"),
    Row("20 a large head", (b"HTTP/1.1 200 OK\r\nx: " + b"x" * 70_000 + b"\r\n\r\n", "wait"), 502, "provider_bad_reply"),
    Row("21 a large body", LARGE, 502, "provider_bad_reply", "larger"),
    Row("21 a large event", ENDLESS, 502, "provider_bad_reply", "larger", streams=(True,)),
    Row("22 a bomb", whole(BOMB, JSON, b"content-encoding: gzip"), 502, "provider_bad_reply"),
    Row("22 an unknown encoding", whole(BODY, JSON, b"content-encoding: br"), 502, "provider_bad_reply", "'br'"),
    Row("24 an invalid request", refusal(400, "stop: long", param="stop"), 400, "provider_rejected_request", "stop: long", passes=True),
    Row("25 too long", refusal(400, "too long", code="context_length_exceeded"), 400, "context_length_exceeded", "too long"),
    Row("26 filtered", refusal(400, "no", code="content_filter"), 400, "content_filter", "no"),
    Row("30 heartbeats only", BEATS, 504, "provider_timed_out", "heartbeats", streams=(True,)),
)  # fmt: skip
NETWORK = frozenset(("1", "2", "3", "4", "5", "6", "14", "16", "17", "19", "20", "21", "22"))  # where it matters which exchange it is
CASES = [
    pytest.param(row.world(exchange), row, stream, id=f"{row.number}, {'stream' if stream else 'whole'}, {exchange}")
    for row in ROWS
    for stream in row.streams
    for exchange in (("wire", "httpx") if row.number.split()[0] in NETWORK else ("wire",))
]


@pytest.mark.parametrize(("world", "row", "stream"), CASES, indirect=["world"])
async def test_a_failure_has_its_status(world: World, row: Row, stream: bool) -> None:
    """One OpenAI error, nothing of a stream, and a log line that says the same."""
    reply = await world.ask(*row.moves, provider=row.provider, stream=stream)
    assert (reply.status, reply.headers["content-type"]) == (row.status, "application/json"), reply.body
    error = reply.error
    assert row.message in error["message"]
    assert "sk-123" not in error["message"]
    assert error["code"] == (None if row.passes and error["code"] is None else row.code)
    assert error["type"]
    assert reply.headers["x-modelbridge-target"] == f"{row.provider}/priced"
    assert reply.headers["x-modelbridge-attempts"] == "1"
    line = await world.line(reply.id)
    assert (line["status"], line["streamed"], line["attempts"]) == (row.status, stream, 1)
    assert line["problem"] == row.code
    assert "ttft_ms" not in line
    assert len(world.far.requests) == (1 if row.provider == "far" else 0)  # a redirect is not followed, nothing is tried twice


@pytest.mark.parametrize("stream", [False, True])
async def test_after_a_failure_the_next_call_is_answered(world: World, stream: bool) -> None:
    """Whatever became of the connection."""
    for row in ROWS[4:8]:
        await world.ask(*row.moves, stream=stream)
        assert (await world.ask(*(GOOD if stream else whole(BODY)), stream=stream)).status == 200


WAITS: dict[str, tuple[tuple[Move, ...], float]] = {
    "seconds": (refusal(429, "no", b"retry-after: 7"), 7),
    "milliseconds": (refusal(429, "no", b"retry-after-ms: 6500"), 6.5),
    "a date": (refusal(429, "no", *DATES), 7),
    "in the body": (refusal(429, "no", details=[{"retryDelay": "7s"}]), 7),
    "in the words": (refusal(429, "try again in 7s"), 7),
    "at 503 too": (refusal(503, "no", b"retry-after: 7"), 7),
}


@pytest.mark.parametrize(("moves", "seconds"), WAITS.values(), ids=[f"10 {name}" for name in WAITS])
async def test_when_to_come_back_is_told(world: World, moves: tuple[Move, ...], seconds: float) -> None:
    """In both forms that SDKs know, whichever the provider chose."""
    reply = await world.ask(*moves)
    assert (int(reply.headers["retry-after"]), int(reply.headers["retry-after-ms"])) == (round(seconds + 0.01), seconds * 1000)


async def test_a_refused_request_is_told_in_the_providers_words(world: World) -> None:
    """24: its body passes byte for byte."""
    moves = refusal(400, "stop: too long", param="stop", code="bad_stop")
    assert isinstance(moves[0], bytes)
    assert (await world.ask(*moves)).body == moves[0].partition(b"\r\n\r\n")[2]


RIGHT: dict[str, tuple[tuple[Move, ...], bool]] = {
    "22 gzip that nobody asked for": (whole(gzip.compress(BODY), JSON, b"content-encoding: gzip"), False),
    "23 JSON as a page": (whole(BODY, b"content-type: text/html"), False),
    "23 JSON as a stream": (whole(BODY, b"content-type: text/event-stream"), False),
    "23 JSON as nothing": (whole(BODY, b"x: y"), False),
    "23 a stream as JSON": (whole(b"".join((HELLO, say("one two"), STOP, DONE))), True),
    "23 a stream as text": (whole(b"".join((HELLO, say("one two"), STOP, DONE)), b"content-type: text/plain; charset=utf-8"), True),
    "23 a whole reply for a stream": (whole(BODY, b"content-type: application/json; charset=utf-8"), True),
    "201": (whole(BODY, status=b"201 Created"), False),
    "a body that ends with its connection": ((b"HTTP/1.1 200 OK\r\n\r\n" + BODY, "fin"), False),
    "an interim reply": ((b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", *whole(BODY)), False),
}


@pytest.mark.parametrize(("moves", "stream"), RIGHT.values(), ids=RIGHT)
async def test_a_right_reply_is_right_whatever_it_is_called(world: World, moves: tuple[Move, ...], stream: bool) -> None:
    """What counts is what it says."""
    reply = await world.ask(*moves, stream=stream)
    assert reply.status == 200, reply.body
    if stream:
        assert reply.body.endswith(DONE)
        assert b"one two" in reply.body
    else:
        assert reply.body == BODY


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails"])
async def test_a_slow_provider_is_no_overhead(world: World, stream: bool, fails: bool) -> None:
    """Its time is its own, in the header, in the line and to the first content."""
    good = GOOD if stream else whole(BODY)
    reply = await world.ask(1.0, *(refusal(500) if fails else good), stream=stream)
    line = await world.line(reply.id)
    assert line["duration_ms"] >= 1000
    assert 0 <= line["overhead_ms"] < 500
    assert 0 <= float(reply.headers["x-modelbridge-overhead-ms"]) < 500
    assert fails or line["ttft_ms"] >= 1000


@pytest.mark.parametrize("world", ["wire hasty"], indirect=True)
async def test_the_time_until_a_failure_is_no_overhead(world: World) -> None:
    """Nobody waited for the gateway."""
    for provider, moves in (("far", ("wait",)), ("full", ()), ("far", (b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{", "wait"))):
        line = await world.line((await world.ask(*moves, provider=provider)).id)
        assert line["duration_ms"] >= 1000 * WAIT
        assert 0 <= line["overhead_ms"] < 500 * WAIT
