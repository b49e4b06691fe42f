"""What a dead process left is found, mended and taken by one; what a live one writes is nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.ledger.entry import encode
from records.ledger.journal.damage import PLACE
from records.ledger.journal.frames import framed
from records.ledger.journal.lock import LOCK, lock
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import read
from records.ledger.journal.recovery import abandoned, mend
from records.ledger.journal.segments import HEADER, header, numbers, seed, segment
from tests.journals import NAME, entry, everything, opened, written

OTHER = NAME.replace("2026", "2027")


@settings(deadline=None)
@given(st.integers(0, 3), st.integers(0, 2000), st.binary(max_size=30))
def test_what_is_appended_after_mending_is_read(tmp_path_factory: pytest.TempPathFactory, count: int, cut: int, rubbish: bytes) -> None:
    """Torn at any byte, with anything behind it: not an entry before the tear is lost, and none behind it."""
    folder = tmp_path_factory.mktemp("root") / NAME
    placed = written(folder, [[entry(number) for number in range(count)]])
    path = segment(folder, 1)
    torn = path.read_bytes()[: max(HEADER, cut)] + rubbish
    path.write_bytes(torn)
    kept = [one for one in placed if one.end <= max(HEADER, cut)]
    assert mend(folder) == len(torn) - path.stat().st_size
    assert path.stat().st_size == (kept[-1].end if kept else HEADER)
    assert mend(folder) == 0
    with path.open("ab") as file:
        file.write(framed(encode(entry(77)), seed(NAME, 1)))
    assert everything(folder) == ([one.entry for one in kept] + [entry(77)], 0)


def test_what_is_cut_off_is_kept_aside(tmp_path: Path) -> None:
    """It might have been a whole entry whose length was hit."""
    placed = written(tmp_path / NAME, [[entry(1)], [entry(2)]])
    path = segment(tmp_path / NAME, 2)
    path.write_bytes(path.read_bytes()[:-3])
    size = placed[1].end - placed[1].start - 3
    assert mend(tmp_path / NAME) == size
    assert [copy.stat().st_size for copy in (tmp_path / PLACE).iterdir()] == [size]
    assert everything(tmp_path / NAME) == ([entry(1)], 0)


@pytest.mark.parametrize("size", [0, 1, HEADER - 1, HEADER])
def test_a_segment_that_had_only_begun_is_mended(tmp_path: Path, size: int) -> None:
    """Its process died in the first line."""
    written(tmp_path / NAME, [[entry(1)]])
    segment(tmp_path / NAME, 2).write_bytes(header(NAME, 2)[:size])
    assert mend(tmp_path / NAME) == (size if size < HEADER else 0)
    assert everything(tmp_path / NAME) == ([entry(1)], 0)


def test_a_journal_without_segments_needs_no_mending(tmp_path: Path) -> None:
    """Its process died before the first."""
    assert mend(tmp_path) == 0


def test_abandoned_ones_are_taken_once_in_the_order_of_their_age(tmp_path: Path) -> None:
    """Whoever takes one has it until he lets go of it. The live one is not among them."""
    alive = opened(tmp_path)
    for name in (OTHER, NAME):
        written(tmp_path / name, [[entry(1)]])
    taken = list(abandoned(tmp_path))
    assert [one.name for one in taken] == sorted([NAME, OTHER])
    assert list(abandoned(tmp_path)) == []
    taken[0].close()
    with next(abandoned(tmp_path)) as again:
        assert again.folder == tmp_path / NAME
        assert read(again.folder, START, 9).entries == [entry(1)]
    taken[1].close()
    alive.close()


def test_one_that_is_shipped_is_dropped_and_removed(tmp_path: Path) -> None:
    """Nothing of it stays; what was damaged does."""
    written(tmp_path / NAME, [[entry(1)], [entry(2)]])
    with segment(tmp_path / NAME, 2).open("ab") as file:
        file.write(b"half a fr")
    with next(abandoned(tmp_path)) as taken:
        assert taken.cut == 9
        taken.drop(Position(2, HEADER))
        assert numbers(taken.folder) == [2]
        taken.remove()
    assert [path.name for path in tmp_path.iterdir()] == [PLACE]
    assert list(abandoned(tmp_path)) == []


def test_what_never_began_is_removed_and_what_is_no_journal_is_left(tmp_path: Path) -> None:
    """An empty folder is that of a process which died at once. A file, or somebody's own folder, is none of ours."""
    (tmp_path / NAME).mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "notes").touch()
    assert list(abandoned(tmp_path)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "own"]
    assert list(abandoned(tmp_path / "gone")) == []


def test_a_stranger_s_file_in_a_journal_stays(tmp_path: Path) -> None:
    """Its folder with it; the next look passes it by."""
    written(tmp_path / NAME, [[entry(1)]])
    (tmp_path / NAME / "notes").touch()
    next(abandoned(tmp_path)).remove()
    assert [path.name for path in (tmp_path / NAME).iterdir()] == ["notes"]
    assert list(abandoned(tmp_path)) == []


def test_a_journal_whose_lock_file_is_gone_is_still_found(tmp_path: Path) -> None:
    """Such as one that was copied back without it."""
    written(tmp_path / NAME, [[entry(1)]])
    assert not (tmp_path / NAME / LOCK).exists()
    with next(abandoned(tmp_path)) as taken:
        assert lock(taken.folder) is None


def test_one_that_cannot_be_taken_keeps_no_other_from_it(tmp_path: Path) -> None:
    """Its error is raised when all others were had."""
    written(tmp_path / NAME, [[entry(1)]])
    (tmp_path / NAME / LOCK).mkdir()
    written(tmp_path / OTHER, [[entry(2)]])
    looking = abandoned(tmp_path)
    with next(looking) as taken:
        assert taken.name == OTHER
    with pytest.raises(IsADirectoryError):
        next(looking)


def test_letting_go_twice_does_no_harm(tmp_path: Path) -> None:
    """The second time it is somebody else's file."""
    written(tmp_path / NAME, [[entry(1)]])
    taken = next(abandoned(tmp_path))
    taken.close()
    file = os.open(tmp_path, os.O_RDONLY)
    taken.close()
    os.close(file)
