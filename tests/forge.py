"""Commands in processes of their own that need not load everything anew: each is forked from one that has.

Loading takes most of a second, and the tests run some two hundred commands.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

LOADED = ("gateway", "records.database", "records.ledger.booking", "asyncpg", "aiosqlite", "alembic.command", "uvloop")
LONGEST = 1_000_000  # bytes of one request


class Forge:
    """The near side of it."""

    def __init__(self, root: Path) -> None:
        self._lock = Lock()
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.forge", str(theirs.fileno())]
            self._process = subprocess.Popen(command, cwd=root, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def run(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int], seconds: float) -> int:
        """One command to its end, with these as its standard streams. Its exit code, below zero for a signal as of `subprocess`."""
        asked = json.dumps([list(arguments), str(folder), dict(environment), seconds]).encode()
        with self._lock:
            socket.send_fds(self._socket, [asked], list(streams))
            return int(self._socket.recv(64))

    def close(self) -> None:
        """No more commands."""
        self._socket.close()
        self._process.wait()


@cache
def forge(root: Path) -> Forge:
    """The one of this process, begun when it is needed."""
    begun = Forge(root)
    atexit.register(begun.close)
    return begun


def serve(near: socket.socket) -> None:
    """The far side: until the near one is gone."""
    for name in LOADED:
        import_module(name)
    while True:
        asked, streams, _, _ = socket.recv_fds(near, LONGEST, 3)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            near.close()
            _become(streams, *json.loads(asked))
        for stream in streams:
            os.close(stream)
        near.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _become(streams: Sequence[int], arguments: Sequence[str], folder: str, environment: Mapping[str, str], seconds: float) -> NoReturn:
    code: Any = 1
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # ends a command that hangs
        for at, stream in enumerate(streams):
            os.dup2(stream, at)
            os.close(stream)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", buffering=1), open(2, "w", buffering=1)  # noqa: SIM115  they end with the process
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv[:] = ["modelbridge", *arguments]
        code = import_module("gateway").main()
    except SystemExit as ended:
        code = 0 if ended.code is None else ended.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
