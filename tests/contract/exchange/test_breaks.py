"""What the network does to an exchange, and what the caller is told."""

from __future__ import annotations

import asyncio
import os
import resource
import socket

import pytest

from proxy.exchange.exchange import Exchange, Origin
from tests.asks import ask, body_of, pieces_of
from tests.farside import CHUNKED, OK, Peer, answers, chunk, far_side, once, with_length
from tests.resting import turns
from translators.canonical import Kind, Problem


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_a_refused_connection(exchange: Exchange) -> None:
    """FAULTS 1."""
    with pytest.raises(Problem) as caught:
        await exchange.send(ask(Origin("http", "127.0.0.1", free_port())))
    assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
    assert caught.value.message == "provider 'far' refused the connection"


async def test_a_name_that_does_not_resolve(exchange: Exchange) -> None:
    """The top-level name is reserved for never resolving."""
    with pytest.raises(Problem) as caught:
        await exchange.send(ask(Origin("http", "nobody.invalid", 80)))
    assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
    assert "does not resolve" in caught.value.message


@pytest.mark.parametrize("end", ["cut", "rst"])
@pytest.mark.parametrize("whole", [True, False])
async def test_an_end_before_the_first_byte(exchange: Exchange, end: str, whole: bool) -> None:
    """FAULTS 4: on a new connection it is not tried again."""
    async with far_side(once(end=end)) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, whole=whole))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert "without an answer" in caught.value.message
        assert far.connections == 1


async def test_an_end_before_the_request_was_read(exchange: Exchange) -> None:
    """The accept queue took us, nobody else did."""

    async def unwilling(peer: Peer) -> None:
        peer.reset()

    async with far_side(unwilling) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert far.connections == 1


@pytest.mark.parametrize("end", ["cut", "rst"])
async def test_an_end_inside_the_head(exchange: Exchange, end: str) -> None:
    """FAULTS 6."""
    async with far_side(once(b"HTTP/1.1 200 OK\r\ncontent-le", end=end)) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_CUT_OFF
        assert "head" in caught.value.message
        assert far.connections == 1


LENGTH = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello"
CUT = {
    "length, FIN": (LENGTH, "cut"),
    "length, RST": (LENGTH, "rst"),
    "chunks, FIN": (CHUNKED + chunk(b"hello"), "cut"),
    "chunks, RST": (CHUNKED + chunk(b"hello"), "rst"),
    "inside a chunk": (CHUNKED + b"64\r\nhello", "cut"),
    "before the last line": (CHUNKED + chunk(b"hello") + b"0\r\n", "cut"),
    "no end but RST": (b"HTTP/1.1 200 OK\r\n\r\nhello", "rst"),
}


@pytest.mark.parametrize(("reply", "end"), CUT.values(), ids=CUT.keys())
@pytest.mark.parametrize("whole", [True, False])
async def test_a_cut_body_is_never_a_whole_one(exchange: Exchange, reply: bytes, end: str, whole: bool) -> None:
    """FAULTS 27, 28: what came is given out, then the reader is told."""
    async with far_side(once(reply, end=end, pause=0.05)) as far:
        pieces: list[bytes] = []
        with pytest.raises(Problem) as caught:
            await pieces_of(exchange, ask(far.origin, whole=whole), pieces)
        assert caught.value.kind is Kind.PROVIDER_CUT_OFF
        assert whole or b"".join(pieces) == b"hello"
        with pytest.raises(Problem):
            await body_of(exchange, ask(far.origin))


async def test_a_problem_stays(exchange: Exchange) -> None:
    """Asking again does not make a cut reply whole."""
    async with far_side(once(LENGTH)) as far:
        answer = await exchange.send(ask(far.origin))
        for _ in range(2):
            with pytest.raises(Problem) as caught:
                await answer.read()
            assert caught.value.kind is Kind.PROVIDER_CUT_OFF
        await answer.close()


async def test_an_early_answer_with_a_close_behind_it(exchange: Exchange) -> None:
    """The reset that our unread request provokes does not take the answer with it."""

    heard = asyncio.Event()

    async def hasty(peer: Peer) -> None:
        await peer.head()
        await peer.say(with_length(b"no", b"connection: close", status=b"401 Unauthorized"))
        await heard.wait()
        peer.cut()
        peer.far.note("cut")

    async with far_side(hasty) as far:
        answer = await exchange.send(ask(far.origin, bytes(3_000_000)))
        heard.set()
        await far.until(lambda: far.ends != [])
        await turns()
        assert (answer.status, await answer.read()) == (401, b"no")
        await answer.close()


async def test_no_file_descriptor_is_free(exchange: Exchange) -> None:
    """FAULTS 69: a clean refusal, and the next call works."""
    async with far_side(answers(OK)) as far:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        taken = max(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208  names are numbers
        resource.setrlimit(resource.RLIMIT_NOFILE, (taken, hard))
        holes = []
        try:
            while True:
                holes.append(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            pass
        try:
            with pytest.raises(Problem) as caught:
                await exchange.send(ask(far.origin))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for hole in holes:
                os.close(hole)
        assert caught.value.kind is Kind.PROVIDER_BUSY
        assert await body_of(exchange, ask(far.origin)) == b"{}"
