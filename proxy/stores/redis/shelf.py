"""A shelf in Redis: whichever process kept a thing, all of them find it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from proxy.stores.shelf import LARGEST, Owner, Unreachable

T = TypeVar("T")
CONNECT = 0.5  # seconds
ANSWER = 0.5
PATIENCE = 1.5  # with everything, a second try over a fresh connection included
PAUSE = 1.0  # after a failure nobody asks for so long: a Redis that is down must not cost every call its patience
CONNECTIONS = 64


class Telling(Protocol):
    """Who is told how it goes."""

    def answered(self) -> None:
        """Redis did what it was asked."""

    def failed(self, error: Exception) -> None:
        """It did not."""


class RedisShelf:
    """Expiry and room are Redis' own doing: `maxmemory-policy` says what goes when it is full."""

    kind = "redis"

    def __init__(self, url: str, telling: Telling, clock: Callable[[], float]) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=None,  # for a free connection: PATIENCE is for that as well
            socket_connect_timeout=CONNECT,
            socket_timeout=ANSWER,
            retry=Retry(NoBackoff(), 1),  # a connection that was kept may have died since
        )
        self._redis: Any = Redis.from_pool(pool)  # its types know the answers of no command
        self._telling = telling
        self._clock = clock
        self._asks_from = 0.0

    async def put(self, owner: Owner, things: Mapping[str, bytes], seconds: float) -> None:
        """Keep all of them for so long."""
        if seconds <= 0:
            return
        line = self._redis.pipeline(transaction=False)
        for name, data in things.items():
            if len(data) <= LARGEST:
                line.set(key(owner, name), data, px=max(1, round(seconds * 1000)))
            else:
                line.delete(key(owner, name))
        await self._ask(line.execute)

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """Those that are there."""
        if not names:
            return {}
        keys = [key(owner, name) for name in names]
        found: list[bytes | None] = await self._ask(lambda: self._redis.mget(keys))
        return {name: data for name, data in zip(names, found, strict=True) if data is not None}

    async def delete(self, owner: Owner, name: str) -> bool:
        """Throw it away. Was it there?"""
        deleted: int = await self._ask(lambda: self._redis.delete(key(owner, name)))
        return bool(deleted)

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose(close_connection_pool=True)

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        if self._clock() < self._asks_from:
            raise Unreachable("Redis did not answer a moment ago")
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await ask()
        except (RedisError, OSError, TimeoutError) as error:
            self._asks_from = self._clock() + PAUSE
            self._telling.failed(error)
            raise Unreachable("Redis does not answer") from error
        self._telling.answered()
        return answer


def key(owner: Owner, name: str) -> bytes:
    """All of a tenant's things stand in one slot of a cluster. Neither a tenant nor a name can be taken for another's."""
    tenant = quote(owner.tenant, safe="", errors="surrogatepass")
    return f"modelbridge:{owner.what}:{{{tenant}}}:{name}".encode("utf-8", "surrogatepass")
