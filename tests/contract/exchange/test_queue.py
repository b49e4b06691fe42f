"""A provider takes so many of us at once; the others wait in line, not too many and not too long."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.exchange import Bounds, Exchange, Patience
from tests.asks import ask, body_of
from tests.farside import OK, FarSide, Peer, Script, answers, far_side
from tests.resting import Either, turns
from translators.canonical import Kind, Problem


def gated(gate: asyncio.Event) -> Script:
    """Answers when the gate opens."""

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await gate.wait()
            await peer.say(OK)

    return script


async def test_no_more_connections_than_allowed(exchange: Either) -> None:
    """All are answered in the end."""
    async with far_side(answers(OK)) as far:
        bounds = Bounds(connections=3)
        results = await asyncio.gather(*(body_of(exchange, ask(far.origin, bounds=bounds)) for _ in range(40)))
        assert results == [b"{}"] * 40
        assert far.connections <= 3


async def test_first_come_first_served(exchange: Exchange) -> None:
    """Whoever came later does not overtake."""
    gate = asyncio.Event()
    served: list[int] = []

    async def one(far: FarSide, number: int) -> None:
        await body_of(exchange, ask(far.origin, bounds=Bounds(connections=1)))
        served.append(number)

    async with far_side(gated(gate)) as far:
        tasks = []
        for number in range(8):
            tasks.append(asyncio.create_task(one(far, number)))
            await asyncio.sleep(0)
        await far.until(lambda: len(far.requests) == 1)
        gate.set()
        await asyncio.gather(*tasks)
    assert served == list(range(8))


async def test_a_full_queue_turns_away_at_once(exchange: Either) -> None:
    """With a hint when to come back."""
    gate = asyncio.Event()
    async with far_side(gated(gate)) as far:
        bounds = Bounds(connections=2, queue=1)
        under_way = [asyncio.create_task(body_of(exchange, ask(far.origin, bounds=bounds))) for _ in range(3)]
        await far.until(lambda: len(far.requests) == 2)
        assert exchange.load()["far"].waiting == 1
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, bounds=bounds))
        assert caught.value.kind is Kind.PROVIDER_BUSY
        assert caught.value.retry_after
        assert (await _of_another(exchange, far)) == 200
        gate.set()
        assert await asyncio.gather(*under_way) == [b"{}"] * 3


async def _of_another(exchange: Exchange, far: FarSide) -> int:
    """The queue is each provider's own."""
    async with far_side(answers(OK)) as other:
        answer = await exchange.send(ask(other.origin, provider="other"))
        await answer.read()
        await answer.close()
        return answer.status


async def test_nobody_waits_longer_than_allowed(exchange: Either) -> None:
    """The queue's own wait, or the call's total if that is less."""
    gate = asyncio.Event()
    async with far_side(gated(gate)) as far:
        first = asyncio.create_task(body_of(exchange, ask(far.origin, bounds=Bounds(connections=1))))
        await far.until(lambda: len(far.requests) == 1)
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, bounds=Bounds(connections=1, queue_wait=0.1)))
        assert caught.value.kind is Kind.PROVIDER_BUSY
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, bounds=Bounds(connections=1), patience=Patience(total=0.1)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "total" in caught.value.message
        assert exchange.load()["far"].waiting == 0
        gate.set()
        assert await first == b"{}"


async def test_a_cancelled_waiter_takes_no_place_along(exchange: Either) -> None:
    """Not before it is its turn, and not in the very moment it becomes its turn."""
    gate = asyncio.Event()
    bounds = Bounds(connections=1)
    async with far_side(gated(gate)) as far:
        tasks = [asyncio.create_task(body_of(exchange, ask(far.origin, bounds=bounds))) for _ in range(6)]
        await far.until(lambda: len(far.requests) == 1)
        tasks[1].cancel()
        tasks[3].cancel()
        tasks[0].add_done_callback(lambda _: tasks[2].cancel())
        gate.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [results[place] for place in (0, 4, 5)] == [b"{}"] * 3
        assert isinstance(results[1], asyncio.CancelledError)
        assert isinstance(results[3], asyncio.CancelledError)
        assert await body_of(exchange, ask(far.origin, bounds=bounds)) == b"{}"


async def test_a_place_freed_by_a_failure_goes_to_the_next(exchange: Exchange) -> None:
    """However an exchange ends, its place is free."""

    async def dies(peer: Peer) -> None:
        await peer.request()

    async with far_side(dies, dies, answers(OK)) as far:
        bounds = Bounds(connections=1)
        results = await asyncio.gather(*(body_of(exchange, ask(far.origin, bounds=bounds)) for _ in range(6)), return_exceptions=True)
        assert sum(isinstance(one, Problem) for one in results) == 2
        assert results.count(b"{}") == 4


async def test_cancelling_in_a_storm_loses_nothing(exchange: Either) -> None:
    """Two hundred calls over four places, every third given up at some moment or other."""
    async with far_side(answers(OK)) as far:
        bounds = Bounds(connections=4, queue=500)

        async def one(number: int) -> bytes:
            async with asyncio.timeout(None if number % 3 else 0.0005 * number):
                return await body_of(exchange, ask(far.origin, bounds=bounds))

        results = await asyncio.gather(*(one(number) for number in range(200)), return_exceptions=True)
        assert {type(result) for result in results} <= {bytes, TimeoutError}
        assert [results[number] for number in range(200) if number % 3] == [b"{}"] * 133
        load = exchange.load()["far"]
        assert (load.in_use, load.waiting) == (0, 0)


async def test_smaller_bounds_after_a_reload_hold_as_soon_as_calls_end(exchange: Either) -> None:
    """The newest ask's bounds count."""
    gate = asyncio.Event()
    async with far_side(gated(gate)) as far:
        tasks = [asyncio.create_task(body_of(exchange, ask(far.origin, bounds=Bounds(connections=6)))) for _ in range(6)]
        await far.until(lambda: len(far.requests) == 6)
        late = asyncio.create_task(body_of(exchange, ask(far.origin, bounds=Bounds(connections=2))))
        await turns()
        gate.set()
        assert await asyncio.gather(*tasks, late) == [b"{}"] * 7
        load = exchange.load()["far"]
        assert load.in_use + load.kept <= 2
