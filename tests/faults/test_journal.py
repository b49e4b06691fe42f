"""Processes are killed while they append, disks fill up: what was said to be appended is there, once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson
import pytest

from records.ledger.journal.recovery import abandoned
from tests.journals import entry, everything

ALONE = ("unshare", "--user", "--map-root-user", "--mount")  # a place of its own to mount in, for which nobody needs to be root
NUMBERED_ALONE = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child")


def possible(*command: str) -> bool:
    """On this machine, for this user."""
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except FileNotFoundError:
        return False


needs_a_disk = pytest.mark.skipif(
    not possible(*ALONE, "mount", "-t", "tmpfs", "none", "/mnt"), reason="this machine lets nobody mount a small disk"
)
needs_numbers = pytest.mark.skipif(not possible(*NUMBERED_ALONE, "true"), reason="this machine lets nobody number processes anew")


@contextmanager
def appending(root: Path, *around: str) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], Mapping[str, Any]]]:
    """A process that does, and what it says."""
    command = [*around, sys.executable, "-m", "tests.appending", "on_and_on", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout, orjson.loads(process.stdout.readline())
        finally:
            process.kill()


def scene(name: str, root: Path, *around: str) -> dict[str, Any]:
    """What a process had to tell at its end."""
    done = subprocess.run([*around, sys.executable, "-m", "tests.appending", name, root], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = orjson.loads(done.stdout)
    return told


def reported(said: bytes) -> int:
    """How many entries it said it had appended: whole lines only."""
    return said.count(b"\n")


def test_what_a_killed_process_said_it_appended_is_there_once(tmp_path: Path) -> None:
    """At most one more: the one it had no time to tell. Twelve times, in one root, each found by the next."""
    chance = random.Random(4)
    for _ in range(12):
        with appending(tmp_path) as (process, says, told):
            began = says.readline()
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            count = reported(began + says.read())
        with next(abandoned(tmp_path)) as taken:
            entries, damaged = everything(taken.folder)
            assert (taken.name, damaged) == (told["name"], 0)
            assert len(entries) in (count, count + 1)
            assert entries == [entry(number) for number in range(len(entries))]
            taken.remove()
    assert [path.name for path in tmp_path.iterdir() if path.name != "damaged"] == []


def test_two_processes_share_a_root_and_one_dies(tmp_path: Path) -> None:
    """Only the dead one's journal is to be had, and the living one's goes on."""
    with appending(tmp_path) as (dies, said, first), appending(tmp_path) as (_, says, _other):
        assert list(abandoned(tmp_path)) == []
        dies.kill()
        count = reported(said.read())
        with next(abandoned(tmp_path)) as taken:
            assert taken.name == first["name"]
            assert len(everything(taken.folder)[0]) in (count, count + 1)
            taken.remove()
        assert list(abandoned(tmp_path)) == []
        says.readline()


@needs_numbers
def test_a_process_with_the_number_of_a_dead_one_is_another(tmp_path: Path) -> None:
    """As in containers, where each is number 1."""
    with appending(tmp_path, *NUMBERED_ALONE) as (process, said, first):
        process.kill()
        said.read()
    with appending(tmp_path, *NUMBERED_ALONE) as (_, _, second):
        assert first["process"] == second["process"] == 1
        with next(abandoned(tmp_path)) as taken:
            assert taken.name == first["name"] != second["name"]


@needs_a_disk
def test_a_full_disk_costs_only_what_is_refused(tmp_path: Path) -> None:
    """No torn frame stays, whatever was written of it; with room again it goes on."""
    told = scene("full_disk", tmp_path / "disk", *ALONE)
    assert told["taken"] > 1000
    assert told["troubles"] == {"cap": 0, "disk_full": 101, "broken": 0, "sync": 0, "gone": 0}


@needs_a_disk
def test_a_disk_nobody_may_write_to_is_told_in_words(tmp_path: Path) -> None:
    """Not in a traceback of numbers."""
    told = scene("read_only", tmp_path / "disk", *ALONE)
    assert told["error"] == f"the journal cannot be written to {tmp_path / 'disk'}: Read-only file system"


def test_a_file_that_may_not_grow_is_left_for_another(tmp_path: Path) -> None:
    """Each costs the entry that met the bound, and no other."""
    told = scene("files_that_may_not_grow", tmp_path)
    assert told["troubles"]["disk_full"] > 3
    assert told["taken"] + told["troubles"]["disk_full"] == 500
    assert told["troubles"]["broken"] == told["troubles"]["sync"] == 0
