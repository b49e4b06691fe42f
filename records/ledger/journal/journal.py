"""This process's journal: entries are appended to it, and are safe from then on."""

from __future__ import annotations

import errno
import os
import secrets
import threading
import time
from pathlib import Path

from records.ledger.entry import Entry, encode
from records.ledger.journal.frames import LARGEST, framed
from records.ledger.journal.lock import lock
from records.ledger.journal.position import START, Position
from records.ledger.journal.recovery import remove
from records.ledger.journal.segments import HEADER, header, seed, segment
from records.ledger.journal.syncing import Syncing
from records.ledger.journal.trouble import EntryTooLarge, JournalBroken, JournalFull

SEGMENT = 64 * 1024 * 1024
SMALLEST = 64 * 1024  # a segment of a journal with a small cap
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What can go wrong: a cap reached, no room, a disk that fails to write, or to keep; a file that somebody deleted.
WORDS = ("cap", "disk_full", "broken", "sync", "gone")


class Journal:
    """One for each process. `append` is for one thread, `drop` for any. Nobody but this process ever writes to its segments."""

    def __init__(self, folder: Path, held: int, *, cap: int, sync_every: float, durable: bool, segment_size: int) -> None:
        self.folder, self.name = folder, folder.name
        self.appended = 0
        self.troubles: dict[str, int] = dict.fromkeys(WORDS, 0)
        self._lock_file, self._cap, self._durable = held, cap, durable
        # A segment goes as a whole, so it must be a small part of what may be kept.
        self._segment_size = min(segment_size, max(cap // 8, SMALLEST))
        self._number, self._file, self._offset, self._seed = 0, -1, 0, 0
        self._limit = 0  # where in this segment something is to be decided: it is full, or the journal is
        self._left = False  # nothing more may go to this segment
        self._closed = False
        self._finished: dict[int, int] = {}  # segments that are still there, and their sizes
        self._dropped = START
        self._room = threading.Lock()  # never on the usual way of `append`
        self._syncing = Syncing(lambda: self.appended, sync_every, failed=lambda: self._count("sync"), gone=self._gone)

    @classmethod
    def open(cls, root: Path, *, cap: int, sync_every: float, durable: bool, segment_size: int = SEGMENT) -> Journal:
        """A new one in this folder, which is made if need be. Raises JournalBroken when that cannot be."""
        try:
            made_in = [root] if root.exists() else [root, root.parent]
            root.mkdir(parents=True, exist_ok=True)
            folder, held = _own(root)
        except JournalBroken:
            raise
        except OSError as error:
            raise JournalBroken(f"the journal cannot be written to {root}: {error.strerror}") from error
        journal = cls(folder, held, cap=cap, sync_every=sync_every, durable=durable, segment_size=segment_size)
        try:
            journal._begin(*made_in)
        except OSError as error:
            remove(folder)
            os.close(held)
            raise JournalBroken(f"the journal cannot be written to {root}: {error.strerror}") from error
        journal._syncing.start()
        return journal

    @property
    def size(self) -> int:
        """Bytes of all segments that are not dropped."""
        return sum(list(self._finished.values())) + self._offset

    @property
    def end(self) -> Position:
        """Behind the last entry."""
        return Position(self._number, self._offset)

    def append(self, entry: Entry) -> None:
        """It survives this process from now on. Raises JournalFull or JournalBroken, and then nothing of it stands there."""
        body = encode(entry)
        if len(body) > LARGEST:
            raise EntryTooLarge(f"an entry of {len(body):,} bytes: what goes into it was to be bounded")
        frame = framed(body, self._seed)
        if self._offset + len(frame) > self._limit:
            self._make_room(len(frame))
            frame = framed(body, self._seed)  # of the segment it goes to
        try:
            written = os.write(self._file, frame)
            while written < len(frame):
                written += os.write(self._file, frame[written:])
        except OSError as error:
            raise self._cut_off(error) from error
        self._offset += len(frame)
        self.appended += 1
        if self._syncing.idle:
            self._syncing.wake()

    async def synced(self) -> None:
        """What was appended just now is on the disk, when this journal is durable; else at once. Raises JournalBroken."""
        if self._durable:
            await self._syncing.synced()

    def drop(self, upto: Position) -> None:
        """Delete the segments that end before this position: all in them is shipped."""
        self._dropped = max(self._dropped, upto)
        for number in [number for number in list(self._finished) if number < upto.segment]:
            segment(self.folder, number).unlink(missing_ok=True)
            with self._room:
                self._finished.pop(number, None)
                self._set_limit()

    def close(self) -> None:
        """To the disk with it, and let others ship what is left. Nothing is left: nothing stays."""
        if self._closed:
            return
        self._closed, self._limit = True, 0
        self._syncing.close()
        if self._dropped >= self.end or not self.appended:
            remove(self.folder)
        os.close(self._lock_file)

    def _make_room(self, length: int) -> None:
        """Another segment, when this one is full."""
        if self._closed:
            raise JournalBroken("the journal is closed")
        with self._room:
            if self.size + HEADER + length > self._cap:
                self._count("cap")
                raise JournalFull(f"the journal has reached its cap of {self._cap:,} bytes")
            if self._left or (self._offset > HEADER and self._offset + length > self._segment_size):
                self._left, self._limit = True, 0  # whoever sees the next segment takes this one for finished, even if the next one fails
                try:
                    self._begin()
                except OSError as error:
                    raise self._trouble(error) from error
            self._set_limit()

    def _begin(self, *made_in: Path) -> None:
        """The next segment."""
        number = self._number + 1
        path = segment(self.folder, number)
        if not self.folder.exists():
            self._settle_again()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        try:
            if os.write(file, header(self.name, number)) < HEADER:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        if self._number:
            self._finished[self._number] = self._offset
        self._number, self._file, self._offset, self._seed, self._left = number, file, HEADER, seed(self.name, number), False
        self._syncing.begin(file, self.folder, *made_in)
        self._set_limit()

    def _gone(self) -> None:
        """Somebody deleted the file under us; the next entry goes to another. Called by the thread."""
        self._left, self._limit = True, 0
        self._count("gone")

    def _settle_again(self) -> None:
        """The folder is gone, and the lock with it."""
        self.folder.mkdir(mode=0o700, parents=True)
        held = lock(self.folder)
        if held is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        os.close(self._lock_file)
        self._lock_file = held

    def _set_limit(self) -> None:
        self._limit = 0 if self._left or self._closed else min(self._segment_size, self._cap - sum(self._finished.values()))

    def _cut_off(self, error: OSError) -> JournalFull | JournalBroken:
        """What was written of a frame. A file that does not let itself be cut, or may not grow, is left."""
        try:
            os.ftruncate(self._file, self._offset)
        except OSError:
            self._left = True
        if self._left or error.errno == errno.EFBIG:
            self._left, self._limit = True, 0
        return self._trouble(error)

    def _trouble(self, error: OSError) -> JournalFull | JournalBroken:
        if error.errno in NO_ROOM:
            self._count("disk_full")
            return JournalFull(f"no room for the journal in {self.folder.parent}: {error.strerror}")
        self._count("broken")
        return JournalBroken(f"the journal cannot be written to {self.folder.parent}: {error.strerror}")

    def _count(self, word: str) -> None:
        self.troubles[word] += 1


def _own(root: Path) -> tuple[Path, int]:
    """A folder that nobody ever had, and its lock."""
    while True:
        folder = root / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
        try:
            held = lock(folder)
        except OSError:
            remove(folder)
            raise
        if held is not None:
            return folder, held
        # Somebody who looks for abandoned journals was between us and our lock.
