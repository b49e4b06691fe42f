"""Dead processes' journals are taken one at a time, and given back when there is no time for them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from records.ledger.adoption import Adoption
from records.ledger.journal.recovery import abandoned
from records.ledger.journal.segments import segment
from records.ledger.journal.trouble import JournalTooNew
from tests.journals import NAME, entry, opened, written
from tests.shipping import of_a_newer_gateway

OTHER = NAME.replace("2026", "2027")


async def test_they_are_taken_one_at_a_time(tmp_path: Path) -> None:
    """The oldest first; what is done is removed, and nobody else has it meanwhile."""
    placed = written(tmp_path / NAME, [[entry(1), entry(2)]])
    written(tmp_path / OTHER, [[entry(3)]])
    mine, theirs = Adoption(tmp_path), Adoption(tmp_path)
    assert await mine.look()
    assert await mine.look()
    assert await theirs.look()
    assert mine.shipment is not None
    assert theirs.shipment is not None
    assert [mine.shipment.source.name, theirs.shipment.source.name] == [NAME, OTHER]
    assert mine.bytes == placed[1].end - placed[0].start
    await mine.done()
    assert not await mine.look()
    theirs.let_go()
    assert await mine.look()
    await mine.done()
    assert mine.bytes == 0
    assert list(tmp_path.iterdir()) == []


async def test_a_torn_tail_is_counted(tmp_path: Path) -> None:
    """It was cut off when the journal was taken."""
    written(tmp_path / NAME, [[entry(1), entry(2)]])
    path = segment(tmp_path / NAME, 1)
    path.write_bytes(path.read_bytes()[:-5])
    adoption = Adoption(tmp_path)
    assert await adoption.look()
    assert adoption.cut > 100
    adoption.let_go()


async def test_a_living_process_keeps_its_own(tmp_path: Path) -> None:
    """Also within this process."""
    journal = opened(tmp_path)
    assert not await Adoption(tmp_path).look()
    journal.close()


async def test_what_cannot_be_taken_is_said_in_the_end(tmp_path: Path) -> None:
    """The journal of a newer gateway, say: it keeps nobody from the others."""
    written(tmp_path / NAME, [[entry(1)]])
    of_a_newer_gateway(tmp_path / NAME)
    written(tmp_path / OTHER, [[entry(2)]])
    adoption = Adoption(tmp_path)
    assert await adoption.look()
    assert adoption.shipment is not None
    assert adoption.shipment.source.name == OTHER
    await adoption.done()
    with pytest.raises(JournalTooNew, match="newer version"):
        await adoption.look()


async def test_who_stops_looking_holds_nothing(tmp_path: Path) -> None:
    """The thread that looks cannot be stopped; what it finds is given back."""
    written(tmp_path / NAME, [[entry(1)]])
    adoption = Adoption(tmp_path)
    looking = asyncio.ensure_future(adoption.look())
    await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    for _ in range(100):
        await asyncio.sleep(0.02)
        if found := list(abandoned(tmp_path)):
            break
    assert [one.name for one in found] == [NAME]
    found[0].close()


async def test_what_is_being_removed_is_let_go_of_once(tmp_path: Path) -> None:
    """The number of its lock may be another file's by then."""
    for number in range(20):
        written(tmp_path / f"{NAME[:-2]}{number:02}", [[entry(1)]])
    for number in range(20):
        adoption = Adoption(tmp_path)
        assert await adoption.look()
        removing = asyncio.ensure_future(adoption.done())
        await asyncio.sleep(0.0005 * (number % 4))
        removing.cancel()
        adoption.let_go()
        with suppress(asyncio.CancelledError):
            await removing
        others = [(tmp_path / f"other-{other}").open("w") for other in range(3)]
        await asyncio.sleep(0.02)
        for other in others:
            other.close()
