"""One line when the database goes away, one for what else is the matter, one when it is back."""

from __future__ import annotations

from records.ledger.outage import Outage
from records.ledger.pace import FIRST, UNFIT
from tests.shipping import Told


def test_an_outage_is_told_once() -> None:
    """However many attempts there are."""
    told, now = Told(), 100.0
    outage = Outage(told, lambda: now)
    assert outage.up
    waits = [outage.failed(f"no answer, {attempt}") for attempt in range(5)]
    assert waits == sorted(waits)
    assert (outage.up, outage.failures) == (False, 5)
    outage.over()
    assert told.lines == [("away", "no answer, 0"), ("back",)]
    assert (outage.up, outage.failures) == (True, 5)
    assert outage.failed("again") <= FIRST
    assert told.words == ["away", "back", "away"]


def test_a_database_that_will_not_do_is_told_by_its_reason() -> None:
    """Also in the middle of an outage, once for each, and asked again seldom."""
    told = Told()
    outage = Outage(told, lambda: 1.0)
    outage.failed("no answer")
    assert outage.unfit("a password") >= UNFIT / 2
    outage.unfit("a password")
    assert outage.mismatch == "a password"
    outage.unfit("a standby")
    outage.over()
    outage.over()
    assert (outage.mismatch, outage.up) == ("", True)
    assert told.lines == [("away", "no answer"), ("unfit", "a password"), ("unfit", "a standby"), ("back",)]
