"""Shippers for tests: what they tell, what they left in the database; and one in a process of its own, that can be killed.

`python -m tests.shipping SCENE …` is what a test cannot do to its own process."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from records.database import Database
from records.ledger.books import Books
from records.ledger.entry import Entry
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import Position
from records.ledger.journal.segments import HEADER, segment
from records.ledger.shipment import Shipment
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


async def last(url: str) -> int:
    """The number of the last entry that is booked; -1 when none is."""
    database = Database.open(url)
    try:
        return max(numbers(await booked.entries(database)), default=-1)
    finally:
        await database.close()


async def on_and_on(root: str, url: str, first: str, count: str) -> None:
    """Says how far it is, and goes on until it is killed or everything is shipped."""
    shipping = Shipping(Path(root), url)
    shipping.shipper.begin()
    for number in range(int(first), int(first) + int(count)):
        shipping.append(number, 1)
        os.write(1, b"%d\n" % number)
        if number % 20 == 0:
            await asyncio.sleep(0.005)
    await shipping.all_shipped(60)
    await shipping.close()


class DiesBeforeItDrops:
    """A journal of which nothing is ever dropped: its process is dead before."""

    def __init__(self, journal: Journal) -> None:
        self.folder, self.name = journal.folder, journal.name

    def drop(self, upto: Position) -> None:
        """Not in this life."""
        os._exit(9)


async def dies_before_it_drops(root: str, url: str) -> None:
    """It books what is in its first segments, and no more."""
    shipping = Shipping(Path(root), url)
    shipping.append(0, 8_000)
    books, shipment = Books(url), Shipment(DiesBeforeItDrops(shipping.journal))
    while True:
        await shipment.ship(await books.opened(), books.same)


async def full_disk(folder: str) -> None:
    """The database is on a small disk, where something else takes the rest of the room."""
    small, root = Path(folder) / "small", Path(folder) / "journal"
    small.mkdir()
    mounting = await asyncio.create_subprocess_exec("mount", "-t", "tmpfs", "-o", "size=16m", "none", str(small))
    assert await mounting.wait() == 0
    url = f"sqlite:///{small / 'x.db'}"
    shipping = Shipping(root, url)
    shipping.append(0, 200)
    shipping.shipper.begin()
    await shipping.all_shipped()
    with (small / "other").open("wb", buffering=0) as other, suppress(OSError):
        while True:
            other.write(bytes(4096))
    shipping.append(200, 3_000)
    await until(lambda: shipping.shipper.progress.failures > 2)
    (small / "other").unlink()
    await shipping.all_shipped()
    await shipping.close()
    await exactly(url, 3_200)
    sys.stdout.write(" ".join(shipping.told.words))


SCENES = {scene.__name__: scene for scene in (on_and_on, dies_before_it_drops, full_disk)}

if __name__ == "__main__":
    asyncio.run(SCENES[sys.argv[1]](*sys.argv[2:]))
