"""A real gateway in a process of its own, for tests that come to it over a socket."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

COMMAND = (sys.executable, "-c", "import sys, gateway; sys.exit(gateway.main())")
ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 20.0
KEY = "mb-a-key-for-tests-0123456789abcdef"
BARE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@dataclass
class Served:
    """One that is running."""

    process: subprocess.Popen[bytes]
    url: str
    key: str
    said: str  # on standard output, up to the words that it is ready
    log: Path

    @property
    def headers(self) -> dict[str, str]:
        """What a caller with the key sends."""
        return {"authorization": f"Bearer {self.key}"}

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@contextmanager
def served(
    folder: Path, toml: str | None = None, *arguments: str, environment: Mapping[str, str] | None = None, files: int | None = None
) -> Iterator[Served]:
    """`modelbridge serve` on a free port, in a folder of its own. Without a key in the file, it makes one; `files` may be open at once."""
    if toml is not None:
        (folder / "gateway.toml").write_text(toml)
    log = folder / "log"
    limited = () if files is None else ("sh", "-c", f'ulimit -n {files} && exec "$0" "$@"')
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*limited, *COMMAND, "serve", "--port", "0", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**BARE, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(environment or {})},
        )
    try:
        said = _until_ready(process, log)
        url = re.findall(r"ready at (\S+)", said)[0]
        made = re.findall(r"\b(mb-[A-Za-z0-9_-]{32,})", said)
        running = Served(process, url, made[0] if made else KEY, said, log)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    """What it says until it is ready, and a little more: the banner comes in one write."""
    assert process.stdout is not None
    said, end = b"", monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while b"ready at" not in said:
            if not selector.select(max(0.0, end - monotonic())):
                raise AssertionError(f"not ready in {PATIENCE} s: {said!r} {log.read_text()}")
            more = os.read(process.stdout.fileno(), 65536)
            if not more:
                raise AssertionError(f"ended with {process.wait(PATIENCE)}: {said!r} {log.read_text()}")
            said += more
    return said.decode()
