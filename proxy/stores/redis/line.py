"""The way to Redis: it is asked once, given little time, and after a failure left alone for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from proxy.stores.shelf import Unreachable

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


class Resting(Unreachable):
    """It was not even asked."""


class RedisLine:
    """With connections of its own. `again`: how often it is asked once more over a new connection, when a thing may be done twice."""

    def __init__(self, url: str, telling: Telling, clock: Callable[[], float], *, again: int = 0) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=None,  # for a free connection: PATIENCE is for that as well
            socket_connect_timeout=CONNECT,
            socket_timeout=ANSWER,
            retry=Retry(NoBackoff(), again),  # a connection that was kept may have died since
        )
        self.redis: Any = Redis.from_pool(pool)  # its types know the answers of no command
        self._telling = telling
        self._clock = clock
        self._asks_from = 0.0
        self._failed = False

    def rest(self) -> None:
        """Raises Resting while it is left alone."""
        if self._clock() < self._asks_from:
            raise Resting("Redis did not answer a moment ago")

    async def ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Raises Unreachable when there is no answer in time, and for a while after that at once. Then one asks first, for all."""
        self.rest()
        if self._failed:
            self._asks_from = self._clock() + PATIENCE
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await ask()
        except (RedisError, OSError, TimeoutError) as error:
            self.fail(error)
            raise Unreachable("Redis does not answer") from error
        except BaseException:  # whoever asked has left: the next one finds out
            self._asks_from = 0.0
            raise
        self._failed, self._asks_from = False, 0.0
        self._telling.answered()
        return answer

    def fail(self, error: Exception) -> None:
        """It is left alone for a moment."""
        self._failed, self._asks_from = True, self._clock() + PAUSE
        self._telling.failed(error)

    async def close(self) -> None:
        """Close every connection."""
        await self.redis.aclose(close_connection_pool=True)
