"""The modelbridge command, run to its end in a process of its own."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.served import BARE, COMMAND, PATIENCE, ROOT

SURROUNDINGS = {**BARE, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def commanded(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What it says, and how it ends."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**SURROUNDINGS, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def on_a_terminal(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What a person at a terminal sees."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [*COMMAND, *arguments], cwd=folder, env={**SURROUNDINGS, **(environment or {})}, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        seen = b""
        while more := _read(ours):
            seen += more
        process.wait(PATIENCE)
        return seen.decode()
    finally:
        os.close(ours)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how a terminal says that the other side is closed
        return b""
