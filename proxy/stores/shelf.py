"""A shelf of small things: each belongs to an owner, and is gone after its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

LARGEST = 32 * 1024 * 1024  # bytes of one thing: a conversation with pictures in it fits


class Unreachable(Exception):  # noqa: N818  whoever asked decides whether it is an error
    """The shelf does not answer."""


class Owner(NamedTuple):
    """Whose things they are. Nobody finds what belongs to another."""

    what: str  # "thoughts", "responses"
    tenant: str


class Shelf(Protocol):
    """Every call is one round trip, and may raise Unreachable."""

    kind: str  # where it stands: "memory", "redis"

    async def put(self, owner: Owner, things: Mapping[str, bytes], seconds: float) -> None:
        """Keep all of them for so long. What is too large, or finds no room, is not kept."""

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """Those that are there."""

    async def delete(self, owner: Owner, name: str) -> bool:
        """Throw it away. Was it there?"""

    async def close(self) -> None:
        """Nobody asks any more."""
