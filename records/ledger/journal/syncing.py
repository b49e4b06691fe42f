"""Forcing a journal to the disk: by a thread, for many entries at once."""

from __future__ import annotations

import errno
import os
import threading
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from records.ledger.journal.trouble import JournalBroken

to_disk: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # not every system has the cheaper one


class Waiter(NamedTuple):
    """Who wants to know that this many entries are on the disk."""

    number: int
    loop: AbstractEventLoop
    done: Future[None]


class Syncing:
    """There is no lock between the thread and the one who appends: what they share is handed over in deques, or is a number that
    only one of them writes."""

    def __init__(
        self,
        newest: Callable[[], int],
        every: float,
        *,
        failed: Callable[[], None],
        gone: Callable[[], None],
        force: Callable[[int], None] = to_disk,
    ) -> None:
        self.idle = False  # the thread sleeps until it is woken
        self._newest, self._every, self._failed = newest, every, failed
        self._gone, self._force = gone, force
        self._tried = 0  # so many entries are on the disk, but for …
        self._lost = 0  # … those up to here, whose turn failed
        self._error: OSError | None = None
        self._begun: deque[int] = deque()  # files, handed to the thread
        self._files: list[int] = []  # the thread's own: entries go to the last one
        self._folders: deque[Path] = deque()  # in which something was made
        self._waiters: deque[Waiter] = deque()
        self._wake, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def begin(self, file: int, *made_in: Path) -> None:
        """Entries go to this file now. It is closed here, once there is another."""
        self._folders.extend(made_in)
        self._begun.append(file)

    def wake(self) -> None:
        """Something is new."""
        self._wake.set()

    async def synced(self) -> None:
        """Everything appended so far is on the disk. Raises JournalBroken when that failed."""
        number = self._newest()
        if number > self._tried:
            if not self._thread.is_alive():
                raise JournalBroken("the journal is not forced to the disk any more")
            loop = get_running_loop()
            done: Future[None] = loop.create_future()
            self._waiters.append(Waiter(number, loop, done))
            self._wake.set()  # also when the thread has passed it just now
            await done
        elif number <= self._lost:
            raise self._broken()

    def close(self) -> None:
        """Once more, and the last time."""
        self._ending.set()
        self._wake.set()
        self._thread.join()
        for file in self._files:
            os.close(file)
        self._files.clear()

    def _run(self) -> None:
        next_turn = 0.0
        while not self._ending.is_set():
            self.idle = True
            if self._newest() == self._tried:
                self._wake.wait()
            self.idle = False
            self._wake.clear()
            self._ending.wait(max(0.0, next_turn - monotonic()))
            next_turn = monotonic() + self._every
            self._turn()
        self._turn()

    def _turn(self) -> None:
        number = self._newest()  # before the files are looked at: whatever it counts is in one of these
        while self._begun:
            self._files.append(self._begun.popleft())
        error = self._forced() if number > self._tried else None
        if error is not None:
            self._lost, self._error = number, error
            self._failed()
        if number > self._tried and os.fstat(self._files[-1]).st_nlink == 0:
            self._gone()  # somebody deleted it: what goes there is nowhere
        self._tried = number
        while len(self._files) > 1:
            os.close(self._files.pop(0))
        while self._waiters and self._waiters[0].number <= number:
            waiter = self._waiters.popleft()
            with suppress(RuntimeError):  # his loop is closed
                waiter.loop.call_soon_threadsafe(_tell, waiter.done, None if error is None else self._broken())

    def _forced(self) -> OSError | None:
        """Every file, also when one fails."""
        failed: OSError | None = None
        for file in self._files:
            try:
                self._force(file)
            except OSError as error:
                failed = error
        for _ in range(len(self._folders)):
            folder = self._folders.popleft()
            try:
                _force_folder(folder)
            except OSError as error:
                failed = error
                self._folders.append(folder)
        return failed

    def _broken(self) -> JournalBroken:
        broken = JournalBroken(f"the disk did not keep the journal: {self._error}")
        broken.__cause__ = self._error
        return broken


def _force_folder(folder: Path) -> None:
    """So that what was made in it is found again."""
    try:
        file = os.open(folder, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        return  # gone already; or somebody else's, above ours
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some filesystems cannot, and need not
            raise
    finally:
        os.close(file)


def _tell(done: Future[None], error: JournalBroken | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
