"""The pool decides; here without a single socket."""

from __future__ import annotations

import asyncio

from proxy.exchange.exchange import Bounds, Load, Origin
from proxy.exchange.pool import Place, Pool

HERE, THERE = Origin("http", "here", 80), Origin("http", "there", 80)


class Plain:
    """A connection that is only its origin."""

    def __init__(self, origin: Origin = HERE) -> None:
        self.origin = origin
        self.alive = True

    def drop(self) -> None:
        self.alive = False


def pool(connections: int = 2, queue: int = 1) -> tuple[Pool[Plain], Bounds]:
    bounds = Bounds(connections=connections, queue=queue)
    return Pool(bounds), bounds


async def waiter() -> asyncio.Future[Plain | None]:
    return asyncio.get_running_loop().create_future()


def test_last_in_first_out() -> None:
    """The others grow old, and are closed when nobody needs them."""
    one, bounds = pool()
    first, second = Plain(), Plain()
    for connection in (first, second):
        assert one.place(bounds) is Place.DIAL
        assert one.give_back(connection)
    assert one.take(HERE) is second
    assert one.take(HERE) is first
    assert one.take(HERE) is None


def test_a_connection_goes_only_where_it_leads() -> None:
    """Even when one for elsewhere lies on top."""
    one, bounds = pool(connections=3)
    here, there = Plain(HERE), Plain(THERE)
    for connection in (here, there):
        one.place(bounds)
        one.give_back(connection)
    assert one.take(HERE) is here
    assert one.take(HERE) is None
    assert one.take(THERE) is there


async def test_places_then_queue_then_no() -> None:
    """In this order."""
    one, bounds = pool(connections=1, queue=1)
    assert one.place(bounds) is Place.DIAL
    assert one.place(bounds) is Place.WAIT
    one.join(await waiter())
    assert one.place(bounds) is Place.FULL
    assert one.load() == Load(1, 0, 1)


def test_an_unused_connection_to_an_old_address_makes_room() -> None:
    """After a reload the provider may listen elsewhere."""
    one, bounds = pool(connections=1)
    old = Plain(THERE)
    one.place(bounds)
    one.give_back(old)
    assert one.take(HERE) is None
    assert one.place(bounds) is Place.SWAP
    assert one.oldest() is old
    one.lost(old)
    assert one.load() == Load(1, 0, 0)


async def test_who_waits_is_given_the_connection_or_the_slot() -> None:
    """The first who has not left; a slot that goes on is never free in between."""
    one, bounds = pool(connections=1, queue=5)
    one.place(bounds)
    left, second, third = await waiter(), await waiter(), await waiter()
    for each in (left, second, third):
        one.join(each)
    left.cancel()
    given = Plain()
    assert one.give_back(given)
    assert second.result() is given
    one.lost(given)
    assert third.result() is None
    assert one.load() == Load(1, 0, 0)
    one.free()
    assert one.load() == Load(0, 0, 0)


async def test_whoever_leaves_the_queue_is_out_of_it() -> None:
    """Leaving twice is leaving once."""
    one, _ = pool()
    gone = await waiter()
    one.join(gone)
    one.leave(gone)
    one.leave(gone)
    assert one.waiting == 0


async def test_with_fewer_places_than_before_nothing_is_kept_or_handed_on_until_enough_are_gone() -> None:
    """A reload's smaller bound holds as calls end."""
    one, bounds = pool(connections=3, queue=5)
    lines = [Plain() for _ in range(3)]
    for _ in lines:
        one.place(bounds)
    smaller = Bounds(connections=1, queue=5)
    assert one.place(smaller) is Place.WAIT
    waiting = await waiter()
    one.join(waiting)
    assert not one.give_back(lines[0])
    one.lost(lines[0])
    assert not one.give_back(lines[1])
    one.lost(lines[1])
    assert not waiting.done()
    assert one.give_back(lines[2])
    assert waiting.result() is lines[2]
    assert one.open == 1
