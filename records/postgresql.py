"""A connection to PostgreSQL as this project opens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, cast

CONNECTING = 10.0  # seconds
ANSWERING = 60.0  # seconds that one statement may take; a year's sums take milliseconds
SCHEMA_LOCK = 0x6D6F_6465_6C62_7267  # "modelbrg": of the advisory locks, the one for changes of our schema


class Line(Protocol):
    """What is used of an asyncpg connection."""

    async def execute(self, query: str, *values: object) -> str: ...
    async def fetch(self, query: str, *values: object) -> Sequence[Sequence[object]]: ...
    async def fetchrow(self, query: str, *values: object) -> Sequence[object] | None: ...
    async def fetchval(self, query: str, *values: object) -> object: ...
    async def copy_records_to_table(
        self, table_name: str, *, records: Iterable[Sequence[object]], columns: Sequence[str], schema_name: str | None = None
    ) -> str: ...
    def transaction(self) -> AbstractAsyncContextManager[None]: ...
    def is_closed(self) -> bool: ...
    async def close(self, *, timeout: float | None = None) -> None: ...  # noqa: ASYNC109  asyncpg's own name
    def terminate(self) -> None: ...


async def connected(dsn: str, within: float = CONNECTING) -> Line:
    """One connection; whoever asks for it closes it. Raises what asyncpg and sockets raise."""
    from asyncpg import connect  # type: ignore[import-untyped]  # noqa: PLC0415  it has no types: Line says what is used; not loaded for a file

    line = await connect(
        dsn,
        timeout=within,
        command_timeout=ANSWERING,
        server_settings={"application_name": "modelbridge", "timezone": "UTC"},
    )
    return cast(Line, line)


async def closed(line: Line) -> None:
    """Said goodbye to; dropped when the server does not listen any more."""
    try:
        await line.close(timeout=1.0)
    except (OSError, TimeoutError):
        line.terminate()
