"""The modelbridge command, run to its end in a process of its own."""

from __future__ import annotations

import os
import pty
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryFile
from threading import Thread

from tests.forge import forge
from tests.served import BARE, PATIENCE, ROOT

SURROUNDINGS = {**BARE, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def commanded(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """What it says, and how it ends."""
    with TemporaryFile() as output, TemporaryFile() as errors, Path(os.devnull).open("rb") as nothing:
        streams = [nothing.fileno(), output.fileno(), errors.fileno()]
        code = forge(ROOT).run(arguments, folder, {**SURROUNDINGS, **(environment or {})}, streams, PATIENCE)
        output.seek(0)
        errors.seek(0)
        return CompletedProcess(arguments, code, output.read().decode(), errors.read().decode())


def on_a_terminal(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What a person at a terminal sees."""
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def look() -> None:
        while more := _read(ours):
            seen.append(more)

    looking = Thread(target=look)
    looking.start()
    try:
        forge(ROOT).run(arguments, folder, {**SURROUNDINGS, **(environment or {})}, [theirs] * 3, PATIENCE)
    finally:
        os.close(theirs)
        looking.join(PATIENCE)
        os.close(ours)
    return b"".join(seen).decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how a terminal says that the other side is closed
        return b""
