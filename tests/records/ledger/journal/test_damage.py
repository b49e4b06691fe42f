"""Damaged bytes are kept, once, beside the journals."""

from __future__ import annotations

from pathlib import Path

from records.ledger.journal.damage import PLACE, put_aside
from records.ledger.journal.segments import segment
from tests.journals import NAME, entry, written


def test_a_stretch_is_copied_as_it_is(tmp_path: Path) -> None:
    """Under a name that says where it was."""
    written(tmp_path / NAME, [[entry(1)]])
    copy = put_aside(tmp_path / NAME, 1, 100, 120)
    assert copy == tmp_path / PLACE / f"{NAME}-0000000001-100.damaged"
    assert copy.read_bytes() == segment(tmp_path / NAME, 1).read_bytes()[100:120]


def test_it_is_copied_once_and_again_when_it_grew(tmp_path: Path) -> None:
    """A batch whose booking fails is read again and again."""
    written(tmp_path / NAME, [[entry(1)]])
    copy = put_aside(tmp_path / NAME, 1, 100, 120)
    before = copy.stat().st_mtime_ns
    assert put_aside(tmp_path / NAME, 1, 100, 120).stat().st_mtime_ns == before
    put_aside(tmp_path / NAME, 1, 100, 130)
    assert [len(path.read_bytes()) for path in (tmp_path / PLACE).iterdir()] == [30]


def test_a_copy_is_for_the_gateways_user_alone(tmp_path: Path) -> None:
    """As the journal itself is."""
    written(tmp_path / NAME, [[entry(1)]])
    copy = put_aside(tmp_path / NAME, 1, 100, 120)
    assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)
