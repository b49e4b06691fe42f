"""A shelf in Redis: whichever process kept a thing, all of them find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from proxy.stores.redis.line import RedisLine, Telling
from proxy.stores.shelf import LARGEST, Owner


class RedisShelf:
    """Expiry and room are Redis' own doing: `maxmemory-policy` says what goes when it is full."""

    kind = "redis"

    def __init__(self, url: str, telling: Telling, clock: Callable[[], float]) -> None:
        self._line = RedisLine(url, telling, clock, again=1)
        self._redis = self._line.redis

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
        await self._line.ask(line.execute)

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """Those that are there."""
        if not names:
            return {}
        keys = [key(owner, name) for name in names]
        found: list[bytes | None] = await self._line.ask(lambda: self._redis.mget(keys))
        return {name: data for name, data in zip(names, found, strict=True) if data is not None}

    async def delete(self, owner: Owner, name: str) -> bool:
        """Throw it away. Was it there?"""
        deleted: int = await self._line.ask(lambda: self._redis.delete(key(owner, name)))
        return bool(deleted)

    async def close(self) -> None:
        """Close every connection."""
        await self._line.close()


def key(owner: Owner, name: str) -> bytes:
    """All of a tenant's things stand in one slot of a cluster. Neither a tenant nor a name can be taken for another's."""
    tenant = quote(owner.tenant, safe="", errors="surrogatepass")
    return f"modelbridge:{owner.what}:{{{tenant}}}:{name}".encode("utf-8", "surrogatepass")
