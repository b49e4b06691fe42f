"""What was spent before this process began to count: asked of the database, once all is in it that was written until then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from records.database import Database
from records.ledger.spend import Scope, Spend, steps
from records.ledger.sums import DAY, HOUR

DRIVER = "sqlalchemy.ext.asyncio"
LOOK = 0.02  # seconds between two looks at whether everything is booked
MICRO = 1_000_000


class Past:
    """Opens the database when it is asked, for as long as the answer takes."""

    def __init__(self, url: str, booked: Callable[[float], bool]) -> None:
        self._url = url
        self._booked = booked  # is everything in it that was written before this moment?

    async def spent(self, scope: Scope, since: float, until: float, *, by_steps: bool) -> Mapping[str, Sequence[tuple[float, Spend]]]:
        """By name: until when something was spent, and how much; in one sum, or by hours and days. In seconds. Raises Away, and waits."""
        while not self._booked(until):  # noqa: ASYNC110  it is true by the passing of time, too
            await asyncio.sleep(LOOK)
        await asyncio.to_thread(import_module, DRIVER)  # which the event loop shall not wait for
        step = 0 if not by_steps else HOUR if until - since <= 2 * DAY / MICRO else DAY
        database = Database.open(self._url)
        try:
            found = await steps(database, scope, round(since * MICRO), round(until * MICRO), step)
        finally:
            await database.close()
        return {
            name: [(min((start + step) / MICRO, until) if step else until, spend) for start, spend in several]
            for name, several in found.items()
        }
