"""The way into the journal."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from config.schema import File
from config.schema.ledger import LedgerTable
from config.schema.store import StoreTable
from records.ledger.entry import Entry
from records.ledger.intake import MOST, Intake, open_intake
from records.ledger.journal.frames import LARGEST
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import Position
from records.ledger.journal.trouble import JournalBroken
from tests.journals import USUAL, entry, everything, opened
from tests.metering import Blocked
from translators.canonical import Usage

SMALL = 2_000  # bytes: some entries


class Taken:
    """An intake, and what it told."""

    def __init__(self, folder: Path, *, cap: int = SMALL, most: int = MOST, durable: bool = False) -> None:
        self.told, self.journal = Blocked(), opened(folder, cap=cap, durable=durable)
        self.intake = Intake(self.journal, self.told, durable=durable, most=most)

    def put(self, *numbers: int) -> None:
        for number in numbers:
            self.intake.put(entry(number))

    def fill(self) -> int:
        """Until nothing more is written; how many were."""
        number = 0
        while not self.intake.full:
            self.put(number)
            number += 1
        return number - 1

    def make_room(self) -> None:
        """As the shipper does, when everything is booked."""
        self.journal._cap = 1 << 20
        self.journal.drop(Position(0, 0))
        self.journal._set_limit()

    @property
    def written(self) -> list[int]:
        """The numbers of what stands in the journal."""
        return [int(one.request_id.removeprefix("req_")) for one in everything(self.journal.folder)[0]]


def test_an_entry_is_written_when_it_is_put(tmp_path: Path) -> None:
    """Nothing waits, and nobody is told."""
    taken = Taken(tmp_path)
    taken.put(1, 2)
    assert (taken.written, taken.intake.waiting, taken.told.said) == ([1, 2], 0, [])


def test_what_finds_no_room_waits_and_is_written_in_its_order(tmp_path: Path) -> None:
    """An outage has one line, and its end another."""
    taken = Taken(tmp_path)
    fitted = taken.fill()
    taken.put(*range(fitted + 1, fitted + 4))
    assert (taken.intake.waiting, len(taken.told.said)) == (4, 1)
    assert not taken.intake.flush()
    taken.make_room()
    taken.put(fitted + 4)  # also one that comes now stands behind those that waited
    assert taken.written == list(range(fitted + 5))
    assert [said for said, _ in taken.told.said] == ["blocked", "open"]
    assert (taken.told.said[1], taken.intake.full, taken.intake.lost) == (("open", 4), False, 0)


def test_more_than_memory_holds_is_lost_and_counted(tmp_path: Path) -> None:
    """Each with all that it said."""
    taken = Taken(tmp_path, most=2)
    fitted = taken.fill()
    taken.put(fitted + 1, fitted + 2, fitted + 3)
    assert (taken.intake.waiting, taken.intake.lost) == (2, 2)
    assert taken.told.lost == [entry(fitted + 2), entry(fitted + 3)]


UNFIT: dict[str, dict[str, Any]] = {
    "too large": {"user": "u" * LARGEST},
    "half a character": {"user": "\ud800"},
    "a number no one has": {"usage": Usage(input=2**70)},
    "no number": {"cost": object()},
}


@pytest.mark.parametrize("fields", UNFIT.values(), ids=UNFIT)
def test_what_no_journal_takes_is_lost_and_holds_up_nothing(tmp_path: Path, fields: dict[str, Any]) -> None:
    """Neither its call nor the entries behind it, also when it had to wait."""
    unfit = replace(USUAL, **fields)
    taken = Taken(tmp_path)
    taken.intake.put(unfit)
    assert ([said for said, _ in taken.told.said], taken.intake.full) == (["lost"], False)
    fitted = taken.fill()
    taken.intake.put(unfit)
    taken.put(fitted + 1)
    taken.make_room()
    assert taken.intake.flush()
    assert taken.written == list(range(fitted + 2))
    assert (taken.told.lost, taken.intake.lost, taken.told.said[-1]) == ([unfit, unfit], 2, ("open", 2))


def test_a_journal_that_is_broken_is_like_one_that_is_full(tmp_path: Path) -> None:
    """What it says of itself is told."""
    taken = Taken(tmp_path, cap=1 << 20)
    taken.put(1)
    taken.journal._file = os.open(os.devnull, os.O_RDONLY)
    taken.put(2)
    assert (taken.intake.full, taken.intake.waiting) == (True, 1)
    assert "cannot be written" in str(taken.told.said[0][1])


def test_what_still_waits_at_the_end_is_lost_in_words(tmp_path: Path) -> None:
    """Never in silence; what can be written is."""
    taken = Taken(tmp_path)
    fitted = taken.fill()
    taken.put(fitted + 1)
    taken.intake.close()
    assert taken.told.lost == [entry(fitted), entry(fitted + 1)]
    assert (taken.intake.waiting, taken.intake.lost) == (0, 2)
    other = Taken(tmp_path)
    fitted = other.fill()
    other.make_room()
    other.intake.close()
    assert (other.told.lost, len(other.written)) == ([], fitted + 1)


async def test_safe_is_on_the_disk_where_that_was_asked_for(tmp_path: Path) -> None:
    """Elsewhere nobody waits."""
    for durable in (True, False):
        taken = Taken(tmp_path, durable=durable)
        taken.put(1)
        await asyncio.wait_for(taken.intake.safe(), 5.0)
        assert (taken.journal._syncing._tried == 1) >= durable


async def test_a_disk_that_fails_ends_no_call(tmp_path: Path) -> None:
    """It is counted by the journal; the reply has nothing to do with it."""
    taken = Taken(tmp_path, durable=True)
    taken.put(1)
    await taken.intake.safe()
    taken.journal._syncing._force = failing
    taken.put(2)
    await asyncio.wait_for(taken.intake.safe(), 5.0)
    assert taken.journal.troubles["sync"] >= 1


def failing(_: int) -> None:
    raise OSError(5, "Input/output error")


def test_it_is_opened_as_the_operator_wants_it(tmp_path: Path) -> None:
    """Where, how large, how often, how safe."""
    table = LedgerTable.model_validate({"durability": "power", "max_journal_mb": 2, "sync_every": "1s"})
    intake = open_intake(File(ledger=table, store=StoreTable(journal=str(tmp_path / "a" / "b"))), Blocked())
    assert (intake.durable, intake.journal._cap, intake.journal.folder.parent) == (True, 2_000_000, tmp_path / "a" / "b")
    assert intake.journal._durable
    assert not open_intake(File(store=StoreTable(journal=str(tmp_path / "c"))), Blocked()).durable


def test_where_nothing_can_be_written_it_is_not_opened(tmp_path: Path) -> None:
    """A gateway that cannot keep an account does not start."""
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalBroken, match="cannot be written"):
        open_intake(File(store=StoreTable(journal=str(tmp_path / "file"))), Blocked())


def test_a_journal_takes_what_an_entry_may_be(tmp_path: Path) -> None:
    """The largest numbers a wire reads."""
    taken = Taken(tmp_path, cap=1 << 20)
    assert isinstance(taken.journal, Journal)
    taken.intake.put(Entry(request_id="req_1", attempt=1, at=2**62, usage=Usage(input=2**53, output=2**53), cost=2**63 - 1))
    assert (taken.written, taken.told.said) == ([1], [])
