"""Which entries are meant, as it is asked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from records.ledger.filters import Filters, Unclear, number, read
from records.ledger.rows import fitting
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON


def asked(*pairs: tuple[str, str]) -> Filters:
    """Without other words."""
    return read(pairs, NOON)[0]


def test_who_says_nothing_is_told_the_last_thirty_days() -> None:
    """Up to now and beyond: what is booked meanwhile is part of it."""
    assert asked() == Filters(since=NOON - 30 * DAY)


def test_every_filter_has_its_name() -> None:
    """An empty one asks for those that have none."""
    filters, said = read(
        [("key", "ci"), ("user", ""), ("model", "openai/o3"), ("tag", "team=a=b"), ("limit", "9"), ("until", "1h"), ("status", "4xx")],
        NOON,
        ("limit", "cursor"),
    )
    assert filters == Filters(
        since=NOON - 30 * DAY, until=NOON - HOUR, key="ci", user="", model="openai/o3", tag="team=a=b", status=(400, 499)
    )
    assert said == {"limit": "9"}
    assert filters.named == {"key": "ci", "user": "", "model": "openai/o3", "tag": "team=a=b"}
    assert asked(("status", "429")).status == (429, 429)


def test_names_are_looked_for_as_they_are_kept() -> None:
    """Long ones are cut in the database."""
    assert asked(("customer", "c" * 999)).customer == fitting("c" * 999)
    assert asked(("tag", f"{'n' * 999}={'v' * 999}")).tag == f"{fitting('n' * 999, 96)}={fitting('v' * 999, 158)}"


@dataclass
class Wrong:
    """What is said of a name."""

    name: str
    value: str
    told: str


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("since", "soon", "write a date"),
        Wrong("until", "31d", r"must be after since \(30 days ago, unless you say otherwise\)$"),
        Wrong("since", "2025-11-22", r"must not be in the future: it is 2025-11-21T12:00:00Z now$"),
        Wrong("status", "9xx", "write a status"),
        Wrong("status", "1000", "write a status"),
        Wrong("status", "٤٠٤", "write a status"),
        Wrong("tag", "team", "name=value"),
        Wrong("tag", "=x", "name=value"),
        Wrong("model", "gpt-4o", "write provider/model, such as openai/gpt-4o"),
        Wrong("modle", "x", "there is no such parameter here; there are customer, key, model"),
    ],
    ids=lambda wrong: f"{wrong.name}={wrong.value}",
)
def test_what_is_wrong_is_named(wrong: Wrong) -> None:
    """With what would be right."""
    with pytest.raises(Unclear, match=wrong.told) as told:
        asked((wrong.name, wrong.value))
    assert told.value.param == wrong.name


def test_a_time_ends_after_it_begins() -> None:
    """Nobody is told what he has said himself, and a clock may be a little ahead."""
    with pytest.raises(Unclear, match=r"until: must be after since$"):
        asked(("since", "2d"), ("until", "3d"))
    assert asked(("since", "2025-11-21T12:01:00Z")).since == NOON + 60_000_000


def test_nothing_is_asked_twice() -> None:
    """One of them would be passed over."""
    with pytest.raises(Unclear, match="key: is given twice"):
        asked(("key", "a"), ("key", "b"))


def test_a_number_has_its_bounds() -> None:
    """And a usual value."""
    assert number({}, "limit", 50, 500) == 50
    assert number({"limit": "500"}, "limit", 50, 500) == 500
    for text in ("0", "501", "-1", "x", "", "1e2", "9" * 5_000):
        with pytest.raises(Unclear, match="limit: must be a number from 1 to 500"):
            number({"limit": text}, "limit", 50, 500)
