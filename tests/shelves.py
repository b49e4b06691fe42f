"""Shelves that something is the matter with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.shelf import Owner, Unreachable
from tests.canned import Clock


class Down:
    """A shelf that does not answer."""

    kind = "redis"

    async def put(self, owner: Owner, things: Mapping[str, bytes], seconds: float) -> None:
        """Nothing."""
        raise Unreachable

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """Nothing."""
        raise Unreachable

    async def delete(self, owner: Owner, name: str) -> bool:
        """Nothing."""
        raise Unreachable

    async def close(self) -> None:
        """Nothing is open."""


class Counted(MemoryShelf):
    """A shelf that counts."""

    def __init__(self) -> None:
        super().__init__(Clock())
        self.trips = 0

    async def put(self, owner: Owner, things: Mapping[str, bytes], seconds: float) -> None:
        """One."""
        self.trips += 1
        await super().put(owner, things, seconds)

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """One."""
        self.trips += 1
        return await super().get(owner, names)
