"""Gateways that are born quickly: one process has loaded everything, and each gateway is a copy of it in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import gateway
from tests.served import BARE, ROOT

LOADED = ("console.cli.serve", "records.ledger.into_sqlite", "records.ledger.into_postgresql")  # what only one who serves loads
PATIENCE = 60.0
ENDED = re.compile(r"^it ended with (\d+)$", re.MULTILINE)


@dataclass(slots=True)
class Born:
    """A gateway; maybe it is not ready yet, maybe it is dead."""

    pid: int
    printed: Path  # what it says, on both streams

    def port(self) -> int | None:
        """Where callers come, once it is ready."""
        found = re.search(r"ready at (\S+)", self.printed.read_text()) if self.printed.exists() else None
        return urlsplit(found[1]).port if found else None

    def wait_for_port(self) -> int:
        """Until it is ready."""
        until = time.monotonic() + PATIENCE
        while (port := self.port()) is None:
            if self.gone() or time.monotonic() > until:
                raise AssertionError(f"not ready: {self.printed.read_text() if self.printed.exists() else 'it has said nothing'}")
            time.sleep(0.005)
        return port

    def tell(self, sig: signal.Signals) -> None:
        """Whether or not it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, sig)

    def gone(self) -> bool:
        """Is it dead, and buried?"""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def wait(self) -> int | None:
        """Until it is gone; its exit code, if it had the time for one."""
        until = time.monotonic() + PATIENCE
        while not self.gone():
            assert time.monotonic() < until, f"it does not end: {self.printed.read_text()}"
            time.sleep(0.002)
        found = ENDED.search(self.printed.read_text()) if self.printed.exists() else None
        return int(found[1]) if found else None

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self.tell(signal.SIGKILL)
        self.wait()


@dataclass(slots=True)
class Nursery:
    """Where they are born."""

    process: subprocess.Popen[bytes]
    born: list[Born] = field(default_factory=list)

    def bear(self, folder: Path, *, config: Path | None = None, environment: Mapping[str, str] | None = None) -> Born:
        """`modelbridge serve` on a free port, in this folder."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        folder.mkdir(parents=True, exist_ok=True)
        printed = folder / f"printed-{len(self.born)}"
        arguments = ["serve", "--port", "0", "--config", str(config or folder / "gateway.toml")]
        asked = {"folder": str(folder), "printed": str(printed), "arguments": arguments, "environment": {**BARE, **(environment or {})}}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        assert said, "there is no nursery any more"
        self.born.append(Born(int(said), printed))
        return self.born[-1]


@contextmanager
def nursery(*before: str) -> Iterator[Nursery]:
    """For as long as the block lasts, and so are all that are born there. `before` stands before its command."""
    command = [*before, sys.executable, "-m", "tests.faults.ledger_nursery"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**BARE, "PYTHONPATH": str(ROOT)})
    made = Nursery(process)
    try:
        yield made
    finally:
        for one in made.born:
            if not ENDED.search(one.printed.read_text() if one.printed.exists() else ""):
                one.tell(signal.SIGKILL)
        if process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.wait(PATIENCE)
            process.stdout.close()


def _copy(asked: Mapping[str, str], arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Be a gateway, until the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    printed = os.open(asked["printed"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream, to in ((os.open(os.devnull, os.O_RDONLY), 0), (printed, 1), (printed, 2)):
        os.dup2(stream, to)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["modelbridge", *arguments]
    code = 70
    try:
        code = gateway.main()
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(1, b"\nit ended with %d\n" % code)
        os._exit(code)


def _bear() -> None:
    for name in LOADED:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's business here
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _copy(asked, asked.pop("arguments"), asked.pop("environment"))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _bear()
