"""Shippers for tests: what they tell, what they left in the database; and one in a process of its own, that can be killed.

`python -m tests.shipping ROOT URL COUNT` appends so many entries a little at a time and ships them."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from records.database import Database
from records.ledger.entry import Entry
from records.ledger.journal.journal import Journal
from records.ledger.journal.segments import HEADER, segment
from records.ledger.shipper import Shipper
from tests import booked
from tests.journals import entry, opened

SEGMENT = 64 * 1024  # bytes: some hundred entries, so that segments are dropped on the way


class Told:
    """Everything a watch is told, in order."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ...]] = []

    def away(self, why: str) -> None:
        """Kept."""
        self.lines.append(("away", why))

    def unfit(self, why: str) -> None:
        """Kept."""
        self.lines.append(("unfit", why))

    def back(self, seconds: float) -> None:
        """Kept, but for how long it took."""
        assert seconds >= 0
        self.lines.append(("back",))

    def refused(self, entry: str, why: str) -> None:
        """Kept."""
        self.lines.append(("refused", entry, why))

    def damaged(self, journal: str, size: int) -> None:
        """Kept."""
        self.lines.append(("damaged", journal, str(size)))

    def stuck(self, why: str) -> None:
        """Kept."""
        self.lines.append(("stuck", why))

    @property
    def words(self) -> list[str]:
        """What kinds of things were told."""
        return [line[0] for line in self.lines]


class Shipping:
    """A journal and its shipper, in this process."""

    def __init__(self, root: Path, url: str, journal: Journal | None = None, **options: Any) -> None:
        self.told = Told()
        self.journal = journal or opened(root, segment_size=SEGMENT)
        self.shipper = Shipper(root, self.journal, url, watch=self.told, **options)

    def append(self, first: int, count: int) -> None:
        """Entries of these numbers."""
        for number in range(first, first + count):
            self.journal.append(entry(number))

    async def all_shipped(self, seconds: float = 30.0) -> None:
        """Waits for it."""
        await until(lambda: self.shipper.progress.entries == 0, seconds)

    async def close(self) -> None:
        """Both."""
        await self.shipper.close()
        self.journal.close()


def of_a_newer_gateway(folder: Path) -> None:
    """Its first segment says that it is."""
    path = segment(folder, 1)
    data = path.read_bytes()
    line = data[: HEADER - 9].replace(b"version 1", b"version 9")
    path.write_bytes(line + b"%08x\n" % crc32(line) + data[HEADER:])


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Fails when it has not come true by then."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come true"
        await asyncio.sleep(0.02)


def numbers(entries: list[Entry]) -> list[int]:
    """By which `tests.journals.entry` made them."""
    return [int(entry.request_id.removeprefix("req_")) for entry in entries]


async def exactly(url: str, count: int, first: int = 0) -> None:
    """Each of these entries is booked once, and the sums are theirs."""
    database = Database.open(url)
    try:
        assert numbers(await booked.entries(database)) == list(range(first, first + count))
        assert await booked.rollups(database) == await booked.sums(database)
        assert await booked.total(database, "attempts") == count
    finally:
        await database.close()


async def _append_and_ship(root: Path, url: str, first: int, count: int) -> None:
    """Says how far it is, and goes on until it is killed or everything is shipped."""
    shipping = Shipping(root, url)
    shipping.shipper.begin()
    for number in range(first, first + count):
        shipping.journal.append(replace(entry(number), key=f"key-{number % 3}"))
        os.write(1, b"%d\n" % number)
        if number % 20 == 0:
            await asyncio.sleep(0.005)
    await shipping.all_shipped()
    await shipping.close()


if __name__ == "__main__":
    asyncio.run(_append_and_ship(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
