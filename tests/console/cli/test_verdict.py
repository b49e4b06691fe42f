"""The verdict in words: what agrees in a line, what does not with both figures."""

from __future__ import annotations

from msgspec.structs import replace

from console.cli.verdict import Verdict, told
from records.ledger.agreement import Difference
from records.ledger.inspection import Aside, Inspected
from records.ledger.journal.position import Position

WELL = Verdict(
    ok=True,
    database="sqlite:///x.db",
    days=365,
    first="2025-11-22",
    last="2026-11-21",
    differing=0,
    differences=[],
    journals=[Inspected("one", alive=True, booked=Position(3, 500))],
    aside=Aside({}, {}),
)


def test_what_agrees_is_said_shortly() -> None:
    """A line for the sums, one for each journal, one for the end."""
    assert told(WELL).splitlines() == [
        "sqlite:///x.db: 365 days from 2025-11-22 to 2026-11-21, every sum is that of its entries",
        "journal one, of a running gateway: all of it is shipped",
        "",
        "Journal, entries and rollups agree.",
    ]
    assert told(replace(WELL, days=0)).startswith("sqlite:///x.db: nothing is booked yet\n")


def test_everything_that_does_not_agree_is_said() -> None:
    """With where it is."""
    at = 1_763_726_400_000_000
    said = told(
        replace(
            WELL,
            ok=False,
            differing=3,
            differences=[
                Difference("day", at, "all", "", "", "cost", 5, None),
                Difference("hour", at, "tag", "acme", "a=b", "input", None, 7),
            ],
            journals=[
                Inspected(
                    "two",
                    alive=False,
                    booked=Position(3, 500),
                    checked=1_000,
                    missing=2,
                    ids=["req_1.1", "req_2.1"],
                    waiting=1_500,
                    waiting_bytes=300_000,
                    damaged=40,
                    problem="lacks segment 2",
                )
            ],
            aside=Aside({"refused-two.ndjson": 1}, {"two-0000000001-96.damaged": 40}),
        )
    )
    assert said.splitlines() == [
        "sqlite:///x.db: 365 days from 2025-11-22 to 2026-11-21, 3 sums differ",
        "  day 2025-11-21T12:00:00Z, all: cost is 5 in the rollup, not there by the entries",
        "  hour 2025-11-21T12:00:00Z, tag 'a=b' of 'acme': input is not there in the rollup, 7 by the entries",
        "  … and 1 more",
        "journal two, left by a process that is dead: 1,500 entries (300,000 bytes) not shipped yet",
        "  it lacks segment 2",
        "  2 of 1,000 entries that are booked are not in the database",
        "  such as req_1.1, req_2.1",
        "  40 bytes are damaged",
        "refused-two.ndjson: 1 entry that the database would not take",
        "damaged/two-0000000001-96.damaged: 40 bytes that could not be read",
        "",
        "Something is to be looked at: see above, and docs/shipping.md.",
    ]


def test_one_is_told_as_one() -> None:
    """Of days, sums, entries and bytes."""
    one = Inspected("two", alive=True, booked=Position(3, 500), checked=1, missing=1, differing=1, waiting=1, waiting_bytes=300, damaged=1)
    said = told(replace(WELL, ok=False, days=1, last="2025-11-22", differing=1, journals=[one]))
    assert said.splitlines()[:6] == [
        "sqlite:///x.db: 1 day from 2025-11-22 to 2025-11-22, 1 sum differs",
        "  … and 1 more",
        "journal two, of a running gateway: 1 entry (300 bytes) not shipped yet",
        "  1 of 1 entry that is booked is not in the database",
        "  1 of 1 entry that is booked says something else in the database",
        "  1 byte is damaged",
    ]
