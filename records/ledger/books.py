"""The booking of one process: opened when the database can be reached, and anew after it was away."""

from __future__ import annotations

import asyncio
from importlib import import_module

from records.database import Database, ready
from records.ledger.booking import Booking
from records.place import Place, identity
from records.troubles import Away

DRIVER = "asyncpg"  # takes some ten milliseconds to load, which the event loop shall not wait for


class Books:
    """Its URL is all it needs. Nothing is asked before `opened`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._booking: Booking | None = None
        self._place: Place | None = None
        self._file: tuple[int, int] | None = None

    async def opened(self) -> Booking:
        """After the schema is known to be the one of this version. Raises Away, or Mismatch."""
        if self._booking is None:
            database = Database.open(self._url)
            if database.kind == "postgresql":
                await asyncio.to_thread(import_module, DRIVER)
            await ready(self._url)
            self._place, self._file = database.place, identity(database.place)
            self._booking = Booking(database)
        self.same()
        return self._booking

    def same(self) -> None:
        """Raises Away when the file is not the one that was opened: SQLite goes on writing to one that is deleted."""
        if self._place is not None and self._file != identity(self._place):
            raise Away(f"{self._place.shown}: the file was deleted or replaced")

    async def close(self) -> None:
        """After what is being booked. It can be opened again."""
        booking, self._booking, self._place = self._booking, None, None
        if booking is not None:
            await booking.close()
