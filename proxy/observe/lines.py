"""Rendered log lines on their way out: many at a time, by a thread of their own, so that a log nobody reads holds up nothing."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import IO, Protocol

FLUSH_AFTER = 0.05  # seconds a line may wait for company
FLUSH_AT = 256  # lines
MOST_WAITING = 16_777_216  # bytes; what comes while so many wait is lost, and counted
LAST_SECONDS = 2.0  # for what still waits when the process ends


class Later(Protocol):
    """Something that calls back after a while: an event loop."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> object:
        """Call back after `delay` seconds."""


class Lines:
    """structlog's end: every level is written alike. Until `begin`, and after `close`, lines are written at once."""

    def __init__(self, out: IO[bytes]) -> None:
        self.lost = 0  # lines that nobody read in time
        self._out = out
        self._collected: list[bytes] = []
        self._later: Later | None = None
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._waiting = 0  # bytes in the queue
        self._thread = Thread(target=self._work, name="log", daemon=True)

    def begin(self, later: Later) -> None:
        """From now on lines may wait for each other, and for their reader."""
        self._later = later
        self._thread.start()

    def add(self, line: bytes) -> None:
        """One line. It may wait a little."""
        self._collected.append(line)
        if self._later is None or len(self._collected) >= FLUSH_AT:
            self.flush()
        elif len(self._collected) == 1:
            self._later.call_later(FLUSH_AFTER, self.flush)

    debug = info = warning = error = add

    def flush(self) -> None:
        """Send on what was collected."""
        if not self._collected:
            return
        lines, self._collected = self._collected, []
        data = b"".join(lines)
        if self._later is None:
            self._write(data)
        elif self._waiting > MOST_WAITING:
            self.lost += len(lines)
        else:
            self._waiting += len(data)
            self._queue.put(data)

    def close(self) -> None:
        """Write what waits, if somebody reads it."""
        self.flush()
        self._later = None
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(LAST_SECONDS)

    def _work(self) -> None:
        while (data := self._queue.get()) is not None:
            self._write(data)
            self._waiting -= len(data)

    def _write(self, data: bytes) -> None:
        try:
            self._out.write(data)
            self._out.flush()
        except (OSError, ValueError):
            return  # nobody reads the log any more; calls go on
