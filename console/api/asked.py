"""What an endpoint of the API is given, and how its answers go out; the door before it has let an operator in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import parse_qsl

import orjson

JSON = b"content-type: application/json\r\ncache-control: no-store\r\n"


class Asked(Protocol):
    """One request, and the reply to it."""

    method: str
    query: bytes

    def reply(self, status: int, head: bytes, body: bytes) -> None:
        """The whole reply."""

    def begin(self, status: int, head: bytes) -> None:
        """A reply of any length."""

    async def write(self, data: bytes) -> None:
        """More of it; waits while it is not taken."""

    def end(self, data: bytes = b"") -> None:
        """The last of it."""


Answer = Callable[[Asked], Awaitable[None]]


def pairs(asked: Asked) -> list[tuple[str, str]]:
    """What stands behind the question mark."""
    return parse_qsl(asked.query.decode("latin-1"), keep_blank_values=True, errors="replace")


def tell(asked: Asked, body: object) -> None:
    """One reply in JSON."""
    asked.reply(200, JSON, orjson.dumps(body))
