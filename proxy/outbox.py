"""Writes of one turn of the event loop, handed to the sockets together.

A write wakes whoever waits at the other end, which costs more than the write itself. Written one after another, a turn's
writes wake it once.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

AT_ONCE = 262_144  # bytes that are not kept waiting for the end of the turn


class Writable(Protocol):
    """A transport."""

    def write(self, data: bytes, /) -> None:
        """Send."""

    def is_closing(self) -> bool:
        """Is nobody there any more?"""


class Outbox:
    """What is to be written when everything that can be done now has been done."""

    __slots__ = ("_loop", "_size", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Writable, bytes]] = []
        self._size = 0

    def put(self, transport: Writable, data: bytes) -> None:
        """Write before this turn ends. Writes to one transport keep their order."""
        if not self._waiting:
            self._loop.call_soon(self.flush)
        self._waiting.append((transport, data))
        self._size += len(data)
        if self._size > AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write now."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        for transport, data in waiting:
            if not transport.is_closing():
                transport.write(data)
