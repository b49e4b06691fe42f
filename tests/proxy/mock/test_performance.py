"""How the mock makes its moves, and how it hangs up."""

from __future__ import annotations

import asyncio
import socket
from time import monotonic

import pytest

from proxy.mock.moves import Beat, Head, Move, Send, Stall, Wait
from proxy.mock.performance import FRAMES_AT_A_TIME, Performance
from tests.mock_listening import listening
from tests.mocked import wanting
from tests.visits import Notebook, visit

SIZED = Head(200, (("content-type", "a/b"), ("content-length", "4")))
OPEN = Head(200, (("content-type", "a/b"),))


def exchange(port: int, body: bytes) -> tuple[bytes, type[OSError] | None]:
    """What a plain socket gets, and how it ends."""
    head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: mock\r\ncontent-length: %d\r\n\r\n" % len(body)
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(head + body)
        try:
            while more := wire.recv(65536):
                got += more
        except OSError as error:
            return got, type(error)
    return got, None


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("fault", "end"), [("cut", None), ("reset", ConnectionResetError)])
async def test_a_cut_is_a_fin_and_a_reset_a_rst(fault: str, end: type[OSError] | None, stream: bool) -> None:
    """After half of the answer has been sent."""
    async with listening() as port:
        got, ended = await asyncio.to_thread(exchange, port, wanting(model=fault, stream=stream))
    assert ended is end
    assert got.startswith(b"HTTP/1.1 200")
    head, _, body = got.partition(b"\r\n\r\n")
    if stream:
        assert b'"content":"one ' in body.replace(b": ", b":")
        assert not body.endswith(b"0\r\n\r\n")
    else:
        assert 0 < len(body) < int(head.partition(b"content-length: ")[2].split()[0])


async def test_a_close_comes_without_a_byte() -> None:
    """Not even a status line."""
    async with listening() as port:
        assert await asyncio.to_thread(exchange, port, wanting(model="close")) == (b"", None)


async def test_a_reply_of_known_length_goes_out_as_it_is() -> None:
    """In as many pieces as there are; one of unknown length in chunks."""
    known, unknown = Notebook(), Notebook()
    await Performance(visit(known), monotonic).play([SIZED, Send(b"ab"), Send(b"cd")])
    assert known.written.endswith(b"content-length: 4\r\n\r\nabcd")
    await Performance(visit(unknown), monotonic).play([OPEN, Send(b"ab"), Send(b"cd")])
    assert unknown.written.endswith(b"chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n")


@pytest.mark.parametrize("silence", [Stall(), Wait(60), Beat(b"\n", 60)])
async def test_a_head_does_not_wait_for_a_silent_body(silence: Stall | Wait | Beat) -> None:
    """As a provider that has begun to think."""
    line = Notebook()
    playing = asyncio.ensure_future(Performance(visit(line), monotonic).play([OPEN, silence]))
    await asyncio.sleep(0)
    assert line.written.endswith(b"\r\n\r\n")
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing


async def test_lost_time_is_made_up() -> None:
    """What is due is sent at once, however late the one before it was."""
    line, now = Notebook(), iter([0.0, 9.0, 9.0, 9.0])
    moves: list[Move] = [OPEN, Wait(1), Send(b"a"), Wait(4), Send(b"b"), Wait(3), Send(b"c")]
    async with asyncio.timeout(5):
        await Performance(visit(line), lambda: next(now)).play(moves)
    assert line.whole


async def test_a_long_stream_lets_others_get_their_turn() -> None:
    """However fast it is read."""
    line = Notebook()
    moves: list[Move] = [OPEN, *[Send(b"x")] * (2 * FRAMES_AT_A_TIME)]
    playing = asyncio.ensure_future(Performance(visit(line), monotonic).play(moves))
    await asyncio.sleep(0)
    assert 0 < line.written.count(b"1\r\nx") < FRAMES_AT_A_TIME
    await playing
