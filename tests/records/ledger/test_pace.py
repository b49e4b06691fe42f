"""Waits double up to a bound, differ by chance, and let callers go first unless too much has piled up."""

from __future__ import annotations

import asyncio

import pytest

from records.ledger.pace import BRIEF, CROWDED, FIRST, LONG, LONGEST, MUCH, QUIET, TOO_MUCH, Backoff, rest, slept


def test_waits_double_up_to_a_bound() -> None:
    """Each is between half and all of its share."""
    backoff = Backoff()
    shares = [FIRST, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, LONGEST, LONGEST, LONGEST]
    assert all(share / 2 <= backoff.again() <= share for share in shares)
    backoff.reset()
    assert backoff.again() <= FIRST


def test_two_gateways_do_not_come_back_together() -> None:
    """After the same outage."""
    one, other = Backoff(1), Backoff(2)
    assert [one.again() for _ in range(8)] != [other.again() for _ in range(8)]


def test_callers_get_half_of_the_time() -> None:
    """Never for long, and not when the journal fills up."""
    assert rest(0.1, 5_000, 0.0, more=True) == 0.1
    assert rest(9.0, 5_000, 0.0, more=True) == BRIEF
    assert rest(0.1, MUCH, 0.0, more=True) == 0.0
    assert rest(0.1, 0, 0.0, more=False) == QUIET


def test_callers_who_wait_get_far_more() -> None:
    """Until the journal has grown so much that it may fill up."""
    assert rest(0.1, MUCH, CROWDED, more=True) == pytest.approx(1.5)
    assert rest(0.1, 9, CROWDED, more=False) == pytest.approx(1.5)
    assert rest(0.01, 9, CROWDED, more=False) == QUIET
    assert rest(9.0, 5_000, CROWDED, more=True) == LONG
    assert rest(0.1, TOO_MUCH, CROWDED, more=True) == 0.1
    assert rest(9.0, TOO_MUCH, CROWDED, more=True) == BRIEF


async def test_how_busy_others_were_is_known() -> None:
    """Those of the same thread."""

    async def busy() -> None:
        while True:
            sum(range(1_000))
            await asyncio.sleep(0)

    wanted = asyncio.Event()
    assert await slept(0.05, wanted) < 0.3
    others = asyncio.create_task(busy())
    assert await slept(0.2, wanted) > 0.1
    others.cancel()


async def test_who_is_wanted_sleeps_no_longer() -> None:
    """Once."""
    wanted = asyncio.Event()
    wanted.set()
    await asyncio.wait_for(slept(60, wanted), 5)
    assert not wanted.is_set()
