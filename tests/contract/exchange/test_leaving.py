"""Whoever leaves takes the connection along at once: the provider must not go on working, and billing, for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from proxy.exchange.exchange import Bounds, Exchange
from tests.asks import ask, body_of
from tests.farside import CHUNKED, OK, FarSide, Peer, answers, chunk, far_side
from tests.resting import Either, clocked, turns
from translators.canonical import Kind, Problem

AT_ONCE = 0.1


async def _silent(peer: Peer) -> None:
    await peer.request()
    peer.far.note(await peer.left())


async def _begins(peer: Peer) -> None:
    await peer.request()
    await peer.say(CHUNKED + chunk(b"hello"))
    peer.far.note(await peer.left())


async def _gone_at_once(far: FarSide, task: asyncio.Task[object]) -> None:
    """Cancel, and see it from the far side in time."""
    async with clocked() as passed:
        task.cancel()
        await far.until(lambda: far.ends != [])
        assert passed() < AT_ONCE
    with pytest.raises(asyncio.CancelledError):
        await task


def _task(work: Awaitable[object]) -> asyncio.Task[object]:
    return asyncio.ensure_future(work)


@pytest.mark.parametrize("whole", [True, False])
async def test_a_cancelled_send_ends_the_connection(exchange: Exchange, whole: bool) -> None:
    """FAULTS 51: the far side sees it within 100 ms, and the slot is free."""
    async with far_side(_silent, answers(OK)) as far:
        one_place = Bounds(connections=1, queue=0)
        task = _task(exchange.send(ask(far.origin, bounds=one_place, whole=whole)))
        await far.until(lambda: len(far.requests) == 1)
        await _gone_at_once(far, task)
        assert await body_of(exchange, ask(far.origin, bounds=one_place)) == b"{}"


@pytest.mark.parametrize("whole", [True, False])
async def test_a_cancelled_read_ends_the_connection(exchange: Exchange, whole: bool) -> None:
    """FAULTS 52: of the whole body as of a stream."""

    async def stream() -> None:
        answer = await exchange.send(ask(far.origin))
        async for _ in answer.chunks():
            reading.set()
        await answer.close()

    async def read() -> None:
        answer = await exchange.send(ask(far.origin))
        reading.set()
        await answer.read()

    reading = asyncio.Event()
    async with far_side(_begins) as far:
        task = _task(read() if whole else stream())
        await reading.wait()
        await turns()
        await _gone_at_once(far, task)


async def test_closing_an_unread_answer_ends_the_connection(exchange: Exchange) -> None:
    """What the edge does when its caller has left."""
    async with far_side(_begins) as far:
        answer = await exchange.send(ask(far.origin))
        async with clocked() as passed:
            await answer.close()
            await far.until(lambda: far.ends != [])
            assert passed() < AT_ONCE


async def test_a_connection_attempt_may_be_cancelled(exchange: Exchange) -> None:
    """In the middle of the TLS handshake."""

    async def mute(peer: Peer) -> None:
        await peer.reader.read(1)
        peer.far.note("hello")
        peer.far.note(await peer.left())

    async with far_side(mute) as far:
        secure = ask(type(far.origin)("https", "127.0.0.1", far.origin.port))
        task = _task(exchange.send(secure))
        await far.until(lambda: far.ends != [])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await far.until(lambda: len(far.ends) == 2)


async def test_closing_the_exchange_ends_everything(exchange: Either) -> None:
    """Sends, reads, waits in the queue and kept connections; and nothing can be sent afterwards."""
    async with far_side(answers(OK)) as other, far_side(_silent, _begins) as far:
        bounds = Bounds(connections=3, queue=5)
        await body_of(exchange, ask(other.origin, bounds=bounds, provider="kept"))
        sending = _task(exchange.send(ask(far.origin, bounds=bounds)))
        await far.until(lambda: len(far.requests) == 1)
        reading = await exchange.send(ask(far.origin, bounds=bounds))
        third = await exchange.send(ask(far.origin, bounds=bounds))
        waiting = _task(exchange.send(ask(far.origin, bounds=bounds)))
        await turns()
        assert exchange.load()["far"].waiting == 1
        assert exchange.load()["kept"].kept in (0, 1)  # httpx keeps its own
        await exchange.close()
        for task in (sending, waiting):
            with pytest.raises(Problem) as caught:
                await task
            assert caught.value.kind is Kind.STOPPING
        for answer in (reading, third):
            with pytest.raises(Problem):
                await answer.read()
            await answer.close()
        await far.until(lambda: far.open == 0)
        await other.until(lambda: other.open == 0)
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.STOPPING
