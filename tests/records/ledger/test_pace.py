"""Waits double up to a bound, differ by chance, and let callers go first unless too much has piled up."""

from __future__ import annotations

import pytest

from records.ledger.pace import BRIEF, CROWDED, FIRST, LONG, LONGEST, MUCH, TOO_MUCH, Backoff, rest


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
    """Only when there are any, never for long, and not when the journal fills up."""
    assert rest(0.1, 5_000, grown=True, round=0.0) == 0.1
    assert rest(9.0, 5_000, grown=True, round=0.0) == BRIEF
    assert rest(0.1, 5_000, grown=False, round=0.0) == 0.0
    assert rest(0.1, MUCH, grown=True, round=0.0) == 0.0


def test_callers_who_wait_get_far_more() -> None:
    """Until the journal has grown so much that it may fill up."""
    assert rest(0.1, MUCH, grown=True, round=CROWDED) == pytest.approx(0.7)
    assert rest(9.0, 5_000, grown=True, round=CROWDED) == LONG
    assert rest(0.1, TOO_MUCH, grown=True, round=CROWDED) == 0.1
    assert rest(9.0, TOO_MUCH, grown=True, round=CROWDED) == BRIEF
