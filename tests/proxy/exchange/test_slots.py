"""Getting a place: at once, after a wait, or not at all."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.exchange import Bounds, Load, Origin
from proxy.exchange.slots import Slots
from tests.asks import ask
from translators.canonical import Kind, Problem

HERE, THERE = Origin("http", "here", 80), Origin("http", "there", 80)
FOR_EVER = float("inf")


class Plain:
    """A connection that tells its slots when it is dropped."""

    def __init__(self, slots: Slots[Plain], origin: Origin = HERE) -> None:
        self.origin = origin
        self.alive = True
        self._slots = slots

    def drop(self) -> None:
        self.alive = False
        self._slots.gone(self)


def slots(connections: int = 1) -> tuple[Slots[Plain], Bounds]:
    bounds = Bounds(connections=connections, queue=5, queue_wait=5.0)
    return Slots(bounds), bounds


async def test_a_free_slot_is_taken_at_once() -> None:
    """None: there is nothing but the right to dial."""
    some, bounds = slots()
    assert await some.take(ask(HERE, bounds=bounds), FOR_EVER, fresh=False) is None
    assert some.pool.load() == Load(1, 0, 0)


@pytest.mark.parametrize(("origin", "fresh"), [(THERE, False), (HERE, True)])
async def test_a_connection_that_does_not_serve_is_dropped_for_its_slot(origin: Origin, fresh: bool) -> None:
    """It leads elsewhere, or only a new one will do."""
    some, bounds = slots()
    one = ask(HERE, bounds=bounds)
    await some.take(one, FOR_EVER, fresh=False)
    waiting = asyncio.create_task(some.take(one, FOR_EVER, fresh=fresh))
    await asyncio.sleep(0)
    connection = Plain(some, origin)
    some.released(connection)
    assert await waiting is None
    assert not connection.alive
    assert some.pool.load() == Load(1, 0, 0)


async def test_a_connection_that_dies_on_its_way_to_who_waits_is_not_used() -> None:
    """Its slot went on; who waited asks again."""
    some, bounds = slots()
    one = ask(HERE, bounds=bounds)
    await some.take(one, FOR_EVER, fresh=False)
    waiting = asyncio.create_task(some.take(one, FOR_EVER, fresh=False))
    await asyncio.sleep(0)
    connection = Plain(some)
    some.released(connection)
    connection.drop()
    assert await waiting is None
    assert some.pool.load() == Load(1, 0, 0)


@pytest.mark.parametrize("gift", ["connection", "slot"])
async def test_what_is_given_to_who_leaves_in_that_moment_goes_on(gift: str) -> None:
    """Neither a connection nor a slot is lost."""
    some, bounds = slots()
    one = ask(HERE, bounds=bounds)
    await some.take(one, FOR_EVER, fresh=False)
    leaving = asyncio.create_task(some.take(one, FOR_EVER, fresh=False))
    staying = asyncio.create_task(some.take(one, FOR_EVER, fresh=False))
    await asyncio.sleep(0)
    connection = Plain(some)
    some.released(connection) if gift == "connection" else some.pool.free()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await staying is (connection if gift == "connection" else None)
    assert some.pool.load() == Load(1, 0, 0)


async def test_the_queue_ends_for_all() -> None:
    """When the exchange is closed."""
    some, bounds = slots()
    one = ask(HERE, bounds=bounds)
    await some.take(one, FOR_EVER, fresh=False)
    waiting = asyncio.create_task(some.take(one, FOR_EVER, fresh=False))
    await asyncio.sleep(0)
    some.pool.disband(Problem(Kind.STOPPING, "over"))
    with pytest.raises(Problem) as caught:
        await waiting
    assert caught.value.kind is Kind.STOPPING
