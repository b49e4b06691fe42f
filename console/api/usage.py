"""/api/usage: what was used and what it cost, asked by an operator."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from functools import partial
from time import time
from typing import TypeAlias

from console.api import lines, shapes
from console.api.asked import Answer, Asked, pairs, tell
from records.database import HASTY, Away, Database, Mismatch
from records.ledger.cursor import Cursor
from records.ledger.export import exported
from records.ledger.filters import Filters, Unclear, number, read
from records.ledger.listing import MOST, listing
from records.ledger.summary import BY, breakdown, summary
from records.ledger.timeseries import step_of, timeseries
from translators.canonical import Kind, Problem

AT = "/api/usage/"
PAGE = 50  # entries of a page, where nobody says
NAMES, MOST_NAMES = 100, 1_000  # of a breakdown
FORMATS = ("csv", "ndjson")

Said: TypeAlias = Mapping[str, str]
Told: TypeAlias = Callable[[Filters, Said, int], Awaitable[shapes.Shape]]


class Usage:
    """Every question there is, to one database."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now  # seconds since the epoch

    async def close(self) -> None:
        """Every connection to the database."""
        await self._database.close()

    def answers(self) -> Mapping[str, Answer]:
        """By path."""
        told: dict[str, Answer] = {
            "summary": partial(self._tell, self._summary, ()),
            "timeseries": partial(self._tell, self._timeseries, ("step",)),
            "requests": partial(self._tell, self._requests, ("limit", "cursor")),
            "export": self._export,
        }
        for by in BY:
            told[f"by-{by}"] = partial(self._tell, partial(self._breakdown, by), ("limit",))
        return {AT + name: _understood(answer) for name, answer in told.items()}

    async def _tell(self, told: Told, also: tuple[str, ...], asked: Asked) -> None:
        now = self._micros()
        filters, said = read(pairs(asked), now, also)
        tell(asked, await told(filters, said, now))

    async def _summary(self, filters: Filters, _: Said, now: int) -> shapes.Shape:
        return shapes.summary(filters, now, await summary(self._database, filters))

    async def _breakdown(self, by: str, filters: Filters, said: Said, now: int) -> shapes.Shape:
        most = number(said, "limit", NAMES, MOST_NAMES)
        found, more = await breakdown(self._database, filters, by, most)
        return shapes.breakdown(filters, now, by, found, more=more)

    async def _timeseries(self, filters: Filters, said: Said, now: int) -> shapes.Shape:
        step = step_of(said.get("step"), filters, now)
        return shapes.timeseries(filters, now, step, await timeseries(self._database, filters, step, now))

    async def _requests(self, filters: Filters, said: Said, _: int) -> shapes.Shape:
        most = number(said, "limit", PAGE, MOST)
        after = Cursor.read(said["cursor"]) if "cursor" in said else None
        return shapes.requests(await listing(self._database, filters, most, after))

    async def _export(self, asked: Asked) -> None:
        filters, said = read(pairs(asked), self._micros(), ("format",))
        form = said.get("format", FORMATS[0])
        if form not in FORMATS:
            raise Unclear("format", f"write {' or '.join(FORMATS)}")
        media = "text/csv; charset=utf-8; header=present" if form == "csv" else "application/x-ndjson"
        head = f'content-type: {media}\r\ncontent-disposition: attachment; filename="usage.{form}"\r\ncache-control: no-store\r\n'.encode()
        if asked.method == "HEAD":  # of any length, as what GET is answered
            asked.begin(200, head)
            asked.end()
            return
        async with aclosing(written(self._database, filters, form)) as portions:
            first = await anext(portions)  # what goes wrong before it has its own status
            asked.begin(200, head)
            await asked.write(first)
            async for portion in portions:
                await asked.write(portion)
        asked.end()

    def _micros(self) -> int:
        return int(self._now() * 1_000_000)


def open_usage(url: str, now: Callable[[], float] = time) -> Usage:
    """Of the database at this URL, by a few connections of its own: nothing is asked before an operator does. Raises Mismatch."""
    return Usage(Database.open(url, HASTY), now)


async def written(database: Database, filters: Filters, form: str) -> AsyncGenerator[bytes, None]:
    """A portion at a time; the first has the names of the columns, where there are any."""
    head = lines.csv_head() if form == "csv" else b""
    async with aclosing(exported(database, filters)) as portions:
        async for some in portions:
            yield head + (lines.csv_rows(some) if form == "csv" else lines.ndjson(some))
            head = b""
    yield head


def _understood(answer: Answer) -> Answer:
    """What is unclear, and a database that does not answer, in the words for callers."""

    async def answering(asked: Asked) -> None:
        try:
            await answer(asked)
        except Unclear as error:
            raise Problem(Kind.INVALID_REQUEST, str(error), param=error.param) from error
        except (Away, Mismatch) as error:
            raise Problem(Kind.STORE_DOWN, f"the ledger's database does not answer: {error}", retry_after=1.0) from error

    return answering
