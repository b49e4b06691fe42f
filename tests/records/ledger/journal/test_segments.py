"""A segment says what it is; who wrote it is known even when its first line is not to be read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from records.ledger.journal import segments
from records.ledger.journal.frames import framed
from records.ledger.journal.position import Position
from records.ledger.journal.segments import HEADER, header, numbers, scans, seed, segment
from records.ledger.journal.trouble import JournalTooNew
from tests.journals import NAME, entry, everything, written


def test_a_header_is_a_line_to_be_read() -> None:
    """By a person with `head -1`, too."""
    line = header(NAME, 9_999_999_999)
    assert len(line) == HEADER
    assert re.fullmatch(rf"modelbridge journal, version 1, {NAME}/9999999999 *[0-9a-f]{{8}}\n", line.decode())


def test_segments_are_found_in_their_order(tmp_path: Path) -> None:
    """And nothing else is one."""
    written(tmp_path / NAME, [[]] * 12)
    for name in ("lock", "0000000001.seg.bak", "1.seg", "notes"):
        (tmp_path / NAME / name).touch()
    assert numbers(tmp_path / NAME) == list(range(1, 13))


def test_a_segment_is_read_wherever_it_is_moved(tmp_path: Path) -> None:
    """Its header has the name its checksums were made with."""
    written(tmp_path / NAME, [[entry(1)], [entry(2)]])
    (tmp_path / NAME).rename(tmp_path / "saved")
    assert everything(tmp_path / "saved") == ([entry(1), entry(2)], 0)


@pytest.mark.parametrize("place", range(0, HEADER, 5))
def test_a_damaged_header_loses_nothing(tmp_path: Path, place: int) -> None:
    """The place of the file says the same."""
    written(tmp_path / NAME, [[entry(1)], [entry(2)]])
    data = bytearray(segment(tmp_path / NAME, 1).read_bytes())
    data[place] ^= 4
    segment(tmp_path / NAME, 1).write_bytes(data)
    assert everything(tmp_path / NAME) == ([entry(1), entry(2)], HEADER)


def test_a_newer_form_is_not_guessed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left to the gateway that knows it."""
    with monkeypatch.context() as newer:
        newer.setattr(segments, "VERSION", 2)
        written(tmp_path / NAME, [[entry(1)]])
    with pytest.raises(JournalTooNew, match="written by a newer version of the gateway"):
        everything(tmp_path / NAME)


def test_a_segment_that_has_only_begun_is_not_read_yet(tmp_path: Path) -> None:
    """Its header comes first."""
    (tmp_path / NAME).mkdir()
    for size in (0, 1, HEADER - 1):
        segment(tmp_path / NAME, 1).write_bytes(header(NAME, 1)[:size])
        assert segments.opened(tmp_path / NAME, 1) is None


def test_frames_larger_than_a_piece_are_read(tmp_path: Path) -> None:
    """A piece grows until one fits."""
    path = tmp_path / "file"
    path.write_bytes(b"".join(framed(bytes(size), 7) for size in (5000, 3, 70_000, 4)))
    file = os.open(path, os.O_RDONLY)
    try:
        found = [len(body) for _, scan in scans(file, 7, 0, 99, chunk=16) for body in scan.bodies]
    finally:
        os.close(file)
    assert found == [5000, 3, 70_000, 4]


def test_only_segments_that_end_before_a_position_are_dropped(tmp_path: Path) -> None:
    """The one it is in may have more."""
    written(tmp_path / NAME, [[]] * 4)
    segments.drop(tmp_path / NAME, Position(3, 5000))
    assert numbers(tmp_path / NAME) == [3, 4]


def test_no_two_segments_have_the_same_seed() -> None:
    """Of one journal, or of two."""
    assert len({seed(name, number) for name in (NAME, NAME[:-1]) for number in range(1, 100)}) == 198
