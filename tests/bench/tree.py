"""What a process and its children have used: processor time and memory, from /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PARENT, USER, SYSTEM = 1, 11, 12  # places in /proc/<pid>/stat after the name in brackets


def members(pid: int) -> list[int]:
    """The process and all that came from it, oldest first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it may end while we read
                children.setdefault(int(_stat(int(entry.name))[PARENT]), []).append(int(entry.name))
    found = [pid]
    for member in found:
        found.extend(children.get(member, ()))
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of the whole tree so far, user and system."""
    ticks = 0
    for member in members(pid):
        with suppress(OSError):
            fields = _stat(member)
            ticks += int(fields[USER]) + int(fields[SYSTEM])
    return ticks / TICK


def resident_kb(pid: int) -> float:
    """Resident memory of the whole tree now, shared pages counted for each process."""
    pages = 0
    for member in members(pid):
        with suppress(OSError):
            pages += int(Path(f"/proc/{member}/statm").read_text().split()[1])
    return pages * PAGE / 1024


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may itself hold spaces and brackets."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
