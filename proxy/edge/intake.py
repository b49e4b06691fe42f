"""Takes callers in while there are files to serve them with; until there are again, the others wait where the system keeps them."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import sys
from collections.abc import Callable

BACKLOG = 4096
RETRY = 0.1  # seconds
KEPT = 4  # of all files that may be open, one in so many is for providers, the configuration and the log
CALM = 10  # of those that callers may take, one in so many is free again


class Intake:
    """Listens, and stops listening in time: a system without a file left would hang up on callers, or end the listening."""

    __slots__ = ("_again", "_bound", "_door", "_loop", "_made", "_opening", "_server", "_short", "_tell")

    def __init__(self, bound: socket.socket, made: Callable[[], asyncio.Protocol], tell: Callable[[bool], None]) -> None:
        self._bound = bound
        self._made = made
        self._tell = tell  # whether files are short
        self._short = False
        self._loop = asyncio.get_running_loop()
        self._door: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        """Callers may come."""
        self._door = self._bound.dup()  # what is closed in between is only a handle: those who wait go on waiting
        self._server = await self._loop.create_server(self._made, sock=self._door, backlog=BACKLOG)

    def came(self) -> None:
        """One is in: is there room for another?"""
        if self._server is not None and self._next_file() >= _most():
            self._shut()

    def check(self) -> None:
        """Look from time to time: where others took the last file, no caller comes, and the listening itself may have ended."""
        if self._door is not None and self._door.fileno() < 0 and self._server is not None:
            self._shut()
        else:
            self.came()

    def end(self) -> None:
        """Nobody else comes in."""
        for waiting in (self._again, self._opening):
            if waiting is not None:
                waiting.cancel()
        if self._server is not None:
            self._server.close()
        self._server = None
        self._bound.close()

    def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        if not self._short:
            self._short = True
            self._tell(True)
        if self._again is None:
            self._again = self._loop.call_later(RETRY, self._look)

    def _look(self) -> None:
        """Until there is plenty again: so that a shortage that comes and goes is one."""
        number, most = self._next_file(), _most()
        self._again = None
        if self._server is not None and number < most - most // CALM:
            self._short = False
            self._tell(False)
            return
        if self._server is None and number < most and (self._opening is None or self._opening.done()):
            self._opening = self._loop.create_task(self._open())
        self._again = self._loop.call_later(RETRY, self._look)

    def _next_file(self) -> int:
        """Its number is the lowest that is free."""
        try:
            number = os.dup(self._bound.fileno())
        except OSError:
            return sys.maxsize
        os.close(number)
        return number

    async def _open(self) -> None:
        try:
            await self.begin()
        except OSError:  # the file was taken in between
            self._server = None


def _most() -> int:
    """The number at which callers have had their share."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if limit == resource.RLIM_INFINITY else limit - limit // KEPT
