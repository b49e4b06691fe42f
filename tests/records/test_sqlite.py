"""A SQLite file as it is opened, and as it is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from records.schema import ready
from records.sqlite import opened
from records.troubles import Mismatch
from tests.served import BARE, ROOT

READY = """
import asyncio, concurrent.futures.thread, os, sys
from records.database import ready
if len(sys.argv) > 2 and os.geteuid() == 0:
    os.setuid(int(sys.argv[2]))
asyncio.run(ready(sys.argv[1]))
"""
NOBODY = "65534"


async def test_who_reads_does_not_wait_for_who_writes(tmp_path: Path) -> None:
    """And what is committed is on the disk."""
    path = tmp_path / "records.db"
    await ready(f"sqlite:///{path}")
    writer, reader = opened(path), opened(path)
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert writer.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO positions VALUES ('j', 1, 1)")
    assert reader.execute("SELECT count(*) FROM positions").fetchone() == (0,)
    writer.execute("COMMIT")
    writer.close()
    reader.close()


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """It is not made: the setting may be mistyped."""
    with pytest.raises(Mismatch, match=r"there is no folder '.*elsewhere'; make it, or name another place in "):
        await ready(f"sqlite:///{tmp_path}/elsewhere/records.db")


async def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    """And left as it was."""
    path = tmp_path / "records.db"
    path.write_text("[server]\n" * 200)
    with pytest.raises(Mismatch, match="not a SQLite database"):
        await ready(f"sqlite:///{path}")
    assert path.read_text().startswith("[server]")


def test_a_file_that_may_not_be_written_is_refused() -> None:
    """To root everything may be written, so it becomes somebody else first."""
    path = Path(tempfile.mkdtemp(prefix="mb-ro-")) / "records.db"
    command = [sys.executable, "-c", READY, f"sqlite:///{path}"]
    assert subprocess.run(command, cwd=ROOT, env=BARE, check=False, timeout=60).returncode == 0
    for each in (*path.parent.iterdir(), path.parent):
        each.chmod(0o555)
    done = subprocess.run([*command, NOBODY], cwd=ROOT, env=BARE, check=False, timeout=60, capture_output=True)
    path.parent.chmod(0o755)
    shutil.rmtree(path.parent)
    assert done.returncode == 1
    assert b"Mismatch: sqlite:///" in done.stderr
    assert b"see who owns" in done.stderr


def test_a_file_that_is_made_is_for_the_gateways_user_alone(tmp_path: Path) -> None:
    """Names of customers stand in it. One that is there stays as open as it is."""
    opened(tmp_path / "x.db", make=True).close()
    assert (tmp_path / "x.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "x.db").chmod(0o640)
    opened(tmp_path / "x.db", make=True).close()
    assert (tmp_path / "x.db").stat().st_mode & 0o777 == 0o640
