"""A reply between the connection that fills it and the reader that empties it."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.exchange import Bounds, Origin
from proxy.exchange.wire.answer import WireAnswer
from tests.asks import ask
from translators.canonical import Kind, Problem

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 10"


class Line:
    """Notes what is asked of the connection."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def drop(self) -> None:
        self.asked.append("drop")

    def resume(self) -> None:
        self.asked.append("resume")


def made(line: Line, *, whole: bool = False, bounds: Bounds | None = None) -> WireAnswer:
    one = ask(Origin("http", "here", 80), whole=whole, bounds=bounds or Bounds())
    answer = WireAnswer(line, asyncio.get_running_loop(), one, reused=False)
    answer.begun(200, HEAD, encoded=False)
    return answer


def give(answer: WireAnswer, data: bytes) -> bool:
    """As the connection does: True when it should go on reading."""
    answer.parts.append(data)
    answer.room -= len(data)
    going_on = answer.room >= 0 or answer.crowded()
    if not answer.whole:
        answer.wake()
    return going_on


async def test_what_arrived_together_is_one_piece() -> None:
    """One item per wake-up, however many packets."""
    answer = made(Line())
    for data in (b"a", b"b", b"c"):
        give(answer, data)
    answer.ended()
    assert [piece async for piece in answer.chunks()] == [b"abc"]


async def test_a_reader_of_the_whole_is_woken_once() -> None:
    """Not by every packet on the way."""
    answer = made(Line())
    reader = asyncio.create_task(answer.read())
    await asyncio.sleep(0)
    waiter = answer.waiter
    for data in (b"hel", b"lo"):
        give(answer, data)
        await asyncio.sleep(0)
        assert answer.waiter is waiter
    answer.ended()
    assert await reader == b"hello"


async def test_a_full_buffer_stops_reading_until_it_is_emptied() -> None:
    """The reader's taking starts it again."""
    line = Line()
    answer = made(line, bounds=Bounds(buffer_bytes=10, body_bytes=100))
    assert give(answer, b"12345")
    assert not give(answer, b"6789012")
    assert line.asked == []
    pieces = answer.chunks()
    assert await anext(pieces) == b"123456789012"
    assert line.asked == ["resume"]
    assert give(answer, b"12345")


async def test_more_than_is_allowed_is_refused_also_in_many_small_pieces() -> None:
    """Before and after the reader took some."""
    answer = made(Line(), bounds=Bounds(buffer_bytes=10, body_bytes=30))
    give(answer, b"1234567890x")
    await anext(answer.chunks())
    for _ in range(19):
        give(answer, b"y")
    with pytest.raises(Problem) as caught:
        give(answer, b"z")
    assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


async def test_leaving_drops_the_connection_once_and_wakes_who_still_reads() -> None:
    """Closing an answer that is whole drops nothing."""
    line = Line()
    answer = made(line)
    reader = asyncio.create_task(answer.read())
    await asyncio.sleep(0)
    await answer.close()
    await answer.close()
    with pytest.raises(Problem):
        await reader
    assert line.asked == ["drop"]
    done = made(line)
    done.ended()
    await done.close()
    assert line.asked == ["drop"]


async def test_what_came_is_read_before_the_problem() -> None:
    """A cut stream shows all it had."""
    answer = made(Line())
    give(answer, b"hel")
    answer.failed(Problem(Kind.PROVIDER_CUT_OFF, "cut"))
    pieces = answer.chunks()
    assert await anext(pieces) == b"hel"
    with pytest.raises(Problem) as caught:
        await anext(pieces)
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF
