"""What is to be told to Redis."""

from __future__ import annotations

import asyncio

from proxy.stores.redis.settling import Entry, Settling
from tests.sharing import claim


def entry(key: str = "a", held: int = 2, used: int = 1, start: int = 60) -> Entry:
    """Of one call."""
    return Entry(claim("usd", 9, held), key, start, "", held, used)


def test_the_same_counter_is_told_once() -> None:
    """Its amounts are added up; those of another window are not."""
    settling = Settling()
    for one in (entry(), entry(), entry("b"), entry(start=120)):
        settling.add(one)
    assert len(settling) == 3
    assert [(one.key, one.start, one.held, one.used) for one in settling.batch(9).entries] == [
        ("a", 60, 4, 2),
        ("b", 60, 2, 1),
        ("a", 120, 2, 1),
    ]


def test_a_batch_is_the_same_until_it_is_done() -> None:
    """Whatever comes meanwhile is in the next one."""
    settling = Settling()
    settling.add(entry())
    batch = settling.batch(9)
    settling.add(entry())
    assert settling.batch(9) is batch
    assert len(settling) == 2
    settling.done()
    after = settling.batch(9)
    assert (batch.number, after.number, after.entries[0].held) == (1, 2, 2)
    settling.done()
    assert not settling


def test_what_is_free_already_is_not_let_go_of() -> None:
    """Of those in a batch as of those that wait."""
    settling = Settling()
    settling.add(entry())
    batch = settling.batch(9)
    settling.add(entry())
    settling.nothing_held()
    assert batch.entries[0].held == 0
    settling.done()
    assert [(one.held, one.used) for one in settling.batch(9).entries] == [(0, 1)]


def test_a_batch_has_so_many() -> None:
    """The first of them."""
    settling = Settling()
    for number in range(5):
        settling.add(entry(str(number)))
    assert [one.key for one in settling.batch(3).entries] == ["0", "1", "2"]


async def test_nobody_waits_any_more_at_the_end() -> None:
    """Before that, until there is something."""
    settling = Settling()
    waiting = asyncio.create_task(settling.some())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    settling.add(entry())
    await waiting
    settling.batch(9)
    settling.done()
    waiting = asyncio.create_task(settling.some())
    await asyncio.sleep(0.01)
    settling.end()
    await waiting
