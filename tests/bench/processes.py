"""Processes started on a core, seen to be ready, and ended by their id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bench import tree
from tests.bench.trouble import CouldNotRunError

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(20_000, 32_000)  # below the ports the kernel lends to outgoing connections
READY = "/readyz"  # nginx and the bare client hand it on to the provider, which answers 200 to everything
PATIENCE = 15.0  # seconds
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # no proxies, no provider keys: nothing else may steer a subject


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started within inherits the core, its threads and children too."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def running(command: Sequence[str], *, core: int, log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as the block lasts; what it prints is in the log."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    with log.open("ab") as out, on_core(core):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=ROOT, env=kept | dict(environment))
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to go; after five seconds end it and its children."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        for pid in tree.members(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(5)


def free_port() -> int:
    """A port nobody listens on now. Starting points differ, so that two runs at once seldom meet."""
    first = PORTS.start + os.getpid() % 5_000 + time.monotonic_ns() % 5_000
    for port in range(first, PORTS.stop):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise CouldNotRunError("no free port on 127.0.0.1")


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path, pause: float) -> None:
    """Return at the first 200 on /readyz; a process that ends before is an error with its last words."""
    end_at = time.monotonic() + PATIENCE
    while time.monotonic() < end_at:
        if process.poll() is not None:
            raise CouldNotRunError(f"it ended with {process.returncode}: {last_words(log)}")
        with suppress(OSError, http.client.HTTPException):
            if status(port, READY) == http.HTTPStatus.OK:
                return
        time.sleep(pause)
    raise CouldNotRunError(f"no 200 on {READY} after {PATIENCE:.0f} s: {last_words(log)}")


def status(port: int, path: str) -> int:
    """Of one GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def last_words(log: Path) -> str:
    """The end of what a process printed."""
    return log.read_text(errors="replace").strip()[-600:] or "it printed nothing"
