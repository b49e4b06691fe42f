"""What a caller has been sent and has not read: who writes must wait, and who reads nothing at all is not waited for."""

from __future__ import annotations

import asyncio
from array import array
from contextlib import suppress
from fcntl import ioctl
from termios import TIOCOUTQ

from proxy.edge.alarm import Alarm


class Outflow:
    """Reading slowly is fine. Reading nothing for so many seconds is not."""

    __slots__ = ("_alarm", "_drained", "_loop", "_seconds", "_transport", "_unsent", "full")

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self.full = False
        self._loop = loop
        self._seconds = seconds
        self._transport: asyncio.Transport
        self._drained: asyncio.Future[None] | None = None
        self._unsent = 0  # bytes, at the last look
        self._alarm = Alarm(loop, self._look)

    def begin(self, transport: asyncio.Transport) -> None:
        """This is where it goes out."""
        self._transport = transport

    def fill(self) -> None:
        """It has to read before more is written."""
        self.full = True
        self.watch()

    def clear(self) -> None:
        """It has read enough."""
        self.full = False
        if not self._transport.is_closing():
            self._alarm.off()
        self._wake()

    def watch(self) -> None:
        """See to it that what is unsent becomes less."""
        self._unsent = self._size()
        if self._unsent:
            self._alarm.within(self._seconds)

    def stop(self) -> None:
        """Nobody reads any more, and nobody need wait for it."""
        self.full = False
        self._alarm.stop()
        self._wake()

    async def room(self) -> None:
        """Wait until it has read enough."""
        if self.full:
            self._drained = self._loop.create_future()
            await self._drained

    def _wake(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    def _look(self) -> None:
        if self._size() < self._unsent:
            self.watch()
        else:
            self._transport.abort()

    def _size(self) -> int:
        """Of what is unsent, by us and by the system, which may hold megabytes: without it a slow reader seems to stand still."""
        left = array("i", [0])
        with suppress(OSError, ValueError):  # a system that cannot tell, a socket that is closed
            ioctl(self._transport.get_extra_info("socket").fileno(), TIOCOUTQ, left)
        return self._transport.get_write_buffer_size() + left[0]
