"""`modelbridge usage`: what was used and what it cost, straight from the database of gateway.toml."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

import orjson

from config import ConfigError, load_records
from console.api import lines, shapes
from console.api.usage import MOST_NAMES, NAMES, PAGE, written
from console.cli import usage_pages as pages
from console.cli.picture import render
from console.cli.places import config_path
from records.database import Away, Database, Mismatch
from records.ledger.cursor import Cursor
from records.ledger.figures import NOTHING
from records.ledger.filters import Unclear, number, read
from records.ledger.listing import MOST, listing
from records.ledger.rows import row
from records.ledger.summary import breakdown, summary
from records.ledger.timeseries import step_of, timeseries

WELL, COULD_NOT, WRONG = 0, 1, 2
ALSO: Mapping[str, tuple[str, ...]] = {"summary": (), "timeseries": ("step",), "requests": ("limit", "cursor"), "export": ()}


class Telling:
    """One question, and the form its answer has."""

    def __init__(self, what: str, pairs: Sequence[tuple[str, str]], form: str, now: int, *, colour: bool) -> None:
        self._filters, self._said = read(pairs, now, ALSO.get(what, ("limit",)))
        self._most = number(self._said, "limit", *((PAGE, MOST) if what == "requests" else (NAMES, MOST_NAMES)))
        self._step = step_of(self._said.get("step"), self._filters, now) if what == "timeseries" else 0
        self._after = Cursor.read(self._said["cursor"]) if "cursor" in self._said else None
        self._what = what
        self._form = form
        self._now = now
        self._colour = colour

    async def told(self, database: Database) -> AsyncGenerator[bytes, None]:
        """A portion at a time."""
        match self._what:
            case "export":
                async with aclosing(written(database, self._filters, "ndjson" if self._form == "json" else "csv")) as portions:
                    async for portion in portions:
                        yield portion
            case "summary":
                yield await self._summary(database)
            case "timeseries":
                yield await self._timeseries(database)
            case "requests":
                yield await self._requests(database)
            case by:
                yield await self._breakdown(database, by.removeprefix("by-"))

    async def _summary(self, database: Database) -> bytes:
        found = await summary(database, self._filters)
        shape = shapes.summary(self._filters, self._now, found)
        return self._formed(shape, "", lambda: pages.summary(self._filters, found))

    async def _breakdown(self, database: Database, by: str) -> bytes:
        (found, more), total = await breakdown(database, self._filters, by, self._most), await summary(database, self._filters)
        shape = shapes.breakdown(self._filters, self._now, by, found, more=more)
        return self._formed(shape, "name", lambda: pages.breakdown(self._filters, by, found, total, more=more, colour=self._colour))

    async def _timeseries(self, database: Database) -> bytes:
        found = await timeseries(database, self._filters, self._step, self._now)
        shape = shapes.timeseries(self._filters, self._now, self._step, found)
        return self._formed(shape, "start", lambda: pages.timeseries(self._filters, found, colour=self._colour))

    async def _requests(self, database: Database) -> bytes:
        page = await listing(database, self._filters, self._most, self._after)
        if self._form == "csv":
            sys.stderr.write(pages.more(page))  # it would be a row
            return lines.csv_head() + lines.csv_rows(map(row, page.entries))
        return self._formed(shapes.requests(page), "", lambda: pages.requests(self._filters, page, colour=self._colour))

    def _formed(self, shape: shapes.Shape, first: str, page: Callable[[], str]) -> bytes:
        """`first` is what each of several begins with."""
        match self._form:
            case "json":
                return orjson.dumps(shape, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            case "csv":
                rows = [shapes.flat(one) for one in (shape["data"] if first else [shape])]
                head = shapes.flat({first: "", **shapes.figures(NOTHING)}) if first else rows[0]
                return lines.csv_head(head) + lines.csv_table(rows)
        return page().encode()


def usage(what: str, pairs: Sequence[tuple[str, str]], form: str, config: Path | None, environment: Mapping[str, str]) -> int:
    """Tell it, in one of the forms `table`, `json` and `csv`. The exit code."""
    now = time.time_ns() // 1000
    try:
        telling = Telling(what, pairs, form, now, colour=sys.stdout.isatty() and not environment.get("NO_COLOR"))
        snapshot = load_records(config_path(config), environment)
        asyncio.run(_written(telling, snapshot.database.url))
    except Unclear as error:
        sys.stderr.write(f"modelbridge: --{error.param}: {error.message}\n")
        return WRONG
    except ConfigError as error:
        sys.stderr.write(render(None, error.faults))
        return WRONG
    except (Away, Mismatch) as error:
        sys.stderr.write(f"modelbridge: {error}\n")
        return COULD_NOT
    except BrokenPipeError:  # whoever reads it has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return WELL


async def _written(telling: Telling, url: str) -> None:
    database = Database.open(url)
    if database.kind == "sqlite" and not database.place.path.exists():
        raise Mismatch(f"{database.place.shown}: there is no ledger yet; the gateway makes it when it starts")
    try:
        async with aclosing(telling.told(database)) as portions:
            async for portion in portions:
                sys.stdout.buffer.write(portion)
        sys.stdout.flush()
    finally:
        await database.close()
