"""A journal keeps what was appended, says when it cannot, and lets go of what is shipped."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import pytest
from msgspec.structs import replace

from records.ledger.journal.damage import PLACE
from records.ledger.journal.frames import LARGEST
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import read
from records.ledger.journal.recovery import abandoned
from records.ledger.journal.segments import HEADER, numbers, segment
from records.ledger.journal.trouble import EntryTooLarge, JournalBroken, JournalFull
from tests.journals import USUAL, entry, everything, open_files, opened

KB = 1024


def test_what_is_appended_is_there(tmp_path: Path) -> None:
    """At once, for whoever reads; `end` is behind it."""
    journal = opened(tmp_path)
    assert journal.end == Position(1, HEADER)
    for number in range(5):
        journal.append(entry(number))
        assert read(journal.folder, START, 9).upto == journal.end
    assert everything(journal.folder) == ([entry(number) for number in range(5)], 0)
    assert (journal.appended, journal.size) == (5, segment(journal.folder, 1).stat().st_size)
    journal.close()


def test_its_folder_and_what_is_above_are_made(tmp_path: Path) -> None:
    """With what callers are called in it, so it is for nobody else's eyes."""
    journal = opened(tmp_path / "a" / "b")
    assert journal.folder == tmp_path / "a" / "b" / journal.name
    assert journal.folder.stat().st_mode & 0o777 == 0o700
    assert segment(journal.folder, 1).stat().st_mode & 0o777 == 0o600
    journal.close()


def test_no_name_is_used_twice(tmp_path: Path) -> None:
    """Not within one second, and not by processes of the same number: what is shipped is known by it."""
    journals = [opened(tmp_path) for _ in range(20)]
    assert len({journal.name for journal in journals}) == 20
    assert all(re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{16}", journal.name) for journal in journals)
    for journal in journals:
        journal.close()


def test_a_segment_rolls_over_at_its_size(tmp_path: Path) -> None:
    """No entry is divided; none is lost between them."""
    journal = opened(tmp_path, segment_size=8 * KB)
    for number in range(200):
        journal.append(entry(number))
    sizes = [segment(journal.folder, number).stat().st_size for number in numbers(journal.folder)]
    assert len(sizes) > 4
    assert max(sizes) <= 8 * KB
    assert sum(sizes) == journal.size
    assert everything(journal.folder) == ([entry(number) for number in range(200)], 0)
    journal.close()


def test_an_entry_larger_than_a_segment_has_one_of_its_own(tmp_path: Path) -> None:
    """It is kept all the same, up to a bound that only a mistake of ours passes."""
    journal = opened(tmp_path, segment_size=KB)
    large = replace(USUAL, user="x" * 5 * KB)
    for one in (USUAL, large, large, USUAL):
        journal.append(one)
    assert everything(journal.folder) == ([USUAL, large, large, USUAL], 0)
    assert numbers(journal.folder) == [1, 2, 3, 4]
    with pytest.raises(EntryTooLarge):
        journal.append(replace(USUAL, user="x" * LARGEST))
    journal.close()


def filled(journal: Journal) -> int:
    """As many entries as there is room for."""
    count = 0
    with suppress(JournalFull):
        while True:
            journal.append(entry(count))
            count += 1
    return count


def test_nothing_goes_beyond_the_cap(tmp_path: Path) -> None:
    """What is shipped makes room again. Every refusal is counted."""
    journal = opened(tmp_path, cap=1000 * KB)
    count = filled(journal)
    assert journal.size <= 1000 * KB < journal.size + 400
    with pytest.raises(JournalFull, match="cap of 1,024,000 bytes"):
        journal.append(entry(count))
    assert journal.troubles == {"cap": 2, "disk_full": 0, "broken": 0, "sync": 0, "gone": 0}
    found = read(journal.folder, START, count // 2)
    journal.drop(found.upto)
    assert journal.size < 700 * KB
    for number in range(count, count + 100):
        journal.append(entry(number))
    assert everything(journal.folder, after=found.upto) == ([entry(number) for number in range(count // 2, count + 100)], 0)
    journal.close()


def test_a_small_cap_is_never_held_by_what_is_shipped(tmp_path: Path) -> None:
    """Only whole segments are dropped, so they are small when the cap is."""
    journal = opened(tmp_path, cap=1000 * KB)
    for number in range(20_000):
        journal.append(entry(number))
        if number % 500 == 499:
            journal.drop(journal.end)
    assert journal.troubles["cap"] == 0
    assert journal.size < 300 * KB
    journal.close()


def test_what_is_in_use_is_never_dropped(tmp_path: Path) -> None:
    """Nor what is not shipped; a position from before drops nothing."""
    journal = opened(tmp_path, segment_size=KB)
    for number in range(20):
        journal.append(entry(number))
    here = numbers(journal.folder)
    journal.drop(Position(here[2], 500))
    journal.drop(START)
    assert numbers(journal.folder) == here[2:]
    journal.drop(journal.end)
    assert numbers(journal.folder) == here[-1:]
    journal.append(entry(20))
    journal.close()


def test_closed_with_nothing_left_it_is_gone(tmp_path: Path) -> None:
    """Also when nothing was ever appended."""
    opened(tmp_path).close()
    journal = opened(tmp_path)
    journal.append(USUAL)
    journal.drop(journal.end)
    journal.close()
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_closed_with_something_left_it_is_found(tmp_path: Path) -> None:
    """By the next process, whole."""
    journal = opened(tmp_path)
    journal.append(entry(1))
    journal.drop(journal.end)
    journal.append(entry(2))
    assert list(abandoned(tmp_path)) == []
    journal.close()
    with next(abandoned(tmp_path)) as taken:
        assert (taken.name, taken.cut) == (journal.name, 0)
        assert everything(taken.folder) == ([entry(1), entry(2)], 0)


def test_nothing_is_appended_once_it_is_closed(tmp_path: Path) -> None:
    """Its file may be another's by then."""
    journal = opened(tmp_path)
    journal.close()
    with pytest.raises(JournalBroken, match="closed"):
        journal.append(USUAL)


async def test_a_durable_one_waits_for_the_disk(tmp_path: Path) -> None:
    """And one that is not, does not; both are forced to it all the time."""
    for durable in (True, False):
        journal = opened(tmp_path, durable=durable, sync_every=0.001)
        for number in range(20):
            journal.append(entry(number))
            await journal.synced()
        journal.close()
        assert journal.troubles["sync"] == 0


def test_two_journals_share_a_root(tmp_path: Path) -> None:
    """Two gateways that were given the same folder."""
    one, other = opened(tmp_path), opened(tmp_path)
    one.append(entry(1))
    other.append(entry(2))
    assert list(abandoned(tmp_path)) == []
    assert everything(one.folder) == ([entry(1)], 0)
    assert everything(other.folder) == ([entry(2)], 0)
    one.close()
    with next(abandoned(tmp_path)) as taken:
        assert taken.name == one.name
    other.close()


@pytest.mark.parametrize("root", ["file", "file/below", "n" * 300])
def test_a_folder_that_cannot_be_is_told_in_words(tmp_path: Path, root: str) -> None:
    """With the folder's name, and what the system said."""
    (tmp_path / "file").touch()
    with pytest.raises(JournalBroken, match=r"the journal cannot be written to .*: (File exists|Not a directory|File name too long)"):
        opened(tmp_path / root)


def test_a_filesystem_without_locks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is told in words."""

    def refused(file: int, how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("records.ledger.journal.lock.flock", refused)
    with pytest.raises(JournalBroken, match=r"without locks \(flock\): put \[store\] journal on a disk of this machine"):
        opened(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    """Somebody cleaned up. What was in it is gone; what comes is kept, and is still ours."""
    journal = opened(tmp_path / "journal", sync_every=0.0)
    journal.append(entry(1))
    position = journal.end
    rmtree(tmp_path / "journal")
    limit = time.monotonic() + 9
    while not journal.troubles["gone"]:
        assert time.monotonic() < limit
        journal.append(entry(2))
        time.sleep(0.001)
    for number in range(3, 6):
        journal.append(entry(number))
    assert everything(journal.folder, after=position) == ([entry(number) for number in range(3, 6)], 0)
    assert list(abandoned(tmp_path / "journal")) == []
    journal.drop(journal.end)
    journal.close()
    assert list((tmp_path / "journal").iterdir()) == []


def test_a_file_that_fails_is_told_and_left(tmp_path: Path) -> None:
    """Here somebody made it unwritable under us; the next entry goes to a file of its own, and none is lost or made up."""
    journal = opened(tmp_path)
    journal.append(entry(1))
    writing = next(file for file in open_files() if Path(f"/proc/self/fd/{file}").readlink() == segment(journal.folder, 1))
    read_only = os.open(segment(journal.folder, 1), os.O_RDONLY)
    os.dup2(read_only, writing)
    with pytest.raises(JournalBroken, match=r"the journal cannot be written to .*: Bad file descriptor"):
        journal.append(entry(2))
    assert journal.troubles["broken"] == 1
    journal.append(entry(3))
    os.close(read_only)
    assert everything(journal.folder) == ([entry(1), entry(3)], 0)
    assert not (tmp_path / PLACE).exists()
    journal.close()
