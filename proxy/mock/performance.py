"""Makes the moves of one reply on a caller's connection, in their time."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from proxy.edge.visit import Visit, lines
from proxy.mock.moves import Beat, Cut, Head, Moves, Send, Stall, Wait

AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: a close sends a RST
FRAMES_AT_A_TIME = 32  # of a stream without a pace, before others get their turn
ARRIVAL = 0.01  # seconds for what was said to arrive before a RST, which overtakes it


@dataclass(slots=True)
class Performance:
    """A caller who leaves ends it: the connection cancels whoever answers."""

    visit: Visit
    now: Callable[[], float]
    due: float = 0.0
    frames: int = 0

    async def play(self, moves: Moves) -> None:
        """Every move, in order."""
        self.due = self.now()
        for move in moves:
            match move:
                case Send(data):
                    await self._send(data)
                case Wait(seconds):
                    await self._wait(seconds)
                case Head():
                    self._begin(move)
                case Stall():
                    await self._stall()
                case Beat(data, every):
                    await self._beat(data, every)
                case Cut(reset):
                    await self._cut(reset=reset)
                    return
        self.visit.end()

    def _begin(self, start: Head) -> None:
        self.visit.chunked = self.visit.chunked and not any(name == "content-length" for name, _ in start.headers)
        self.visit.begin(start.status, lines([(name.encode(), value.encode()) for name, value in start.headers]))

    async def _send(self, data: bytes) -> None:
        self.frames += 1
        if self.frames % FRAMES_AT_A_TIME == 0:
            await asyncio.sleep(0)
        await self.visit.write(data)

    async def _wait(self, seconds: float) -> None:
        """Until the move is due. A slow caller does not make the whole answer slower."""
        self.due += seconds
        delay = self.due - self.now()
        if delay > 0:
            self.visit.show_head()
            await asyncio.sleep(delay)

    async def _stall(self) -> None:
        self.visit.show_head()
        await asyncio.get_running_loop().create_future()

    async def _beat(self, data: bytes, every: float) -> None:
        while True:
            await self._wait(every)
            await self.visit.write(data)

    async def _cut(self, *, reset: bool) -> None:
        """In good order, or as if the network had failed."""
        if not reset:
            self.visit.cut()
            return
        await asyncio.sleep(ARRIVAL)
        self.visit.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.visit.abandon()
