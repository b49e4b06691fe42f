"""A journal is one process's until it dies."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from records.ledger.journal.lock import LOCK, lock
from records.ledger.journal.trouble import JournalBroken
from tests.journals import open_files

HOLDS = """
import sys
from pathlib import Path
from records.ledger.journal.lock import lock
print(lock(Path(sys.argv[1])), flush=True)
input()
"""


def test_only_one_holds_it(tmp_path: Path) -> None:
    """Within one process, too."""
    held = lock(tmp_path)
    assert held is not None
    assert lock(tmp_path) is None
    os.close(held)
    again = lock(tmp_path)
    assert again is not None
    os.close(again)


def test_it_is_free_when_its_process_is_killed(tmp_path: Path) -> None:
    """The system lets go of it."""
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert lock(tmp_path) is None
        other.kill()
    held = lock(tmp_path)
    assert held is not None
    os.close(held)


def test_a_lock_of_a_file_that_is_gone_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was about to lock it while the folder was removed holds nothing."""

    def late(file: int, how: int) -> None:
        (tmp_path / LOCK).unlink()
        fcntl.flock(file, how)

    monkeypatch.setattr("records.ledger.journal.lock.flock", late)
    assert lock(tmp_path) is None
    assert lock(tmp_path / "gone") is None


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_filesystem_without_locks_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """As some network filesystems are; here the system's call is a stand-in."""

    def refused(file: int, how: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("records.ledger.journal.lock.flock", refused)
    before = open_files()
    with pytest.raises(JournalBroken, match="is on a filesystem without locks"):
        lock(tmp_path)
    assert open_files() == before
