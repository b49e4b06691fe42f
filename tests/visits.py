"""Visits without a socket: what is written lands in a notebook."""

from __future__ import annotations

import socket

from proxy.edge.visit import RawHeaders, Visit


class Notebook:
    """Stands where a connection stands."""

    date = b"date: today\r\n"

    def __init__(self) -> None:
        self.full = False
        self.written = b""
        self.whole = self.dropped = False
        self.resumed = 0

    @property
    def socket(self) -> socket.socket:
        """Paper has none."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Note it."""
        self.written += data

    def resume(self) -> None:
        """Note that more may come."""
        self.resumed += 1

    async def drain(self) -> None:
        """Paper is patient."""

    def ended(self, visit: Visit) -> None:
        """The reply is whole."""
        assert visit.ended
        self.whole = True

    def over(self, visit: Visit) -> None:
        """Nothing is being done for it any more."""
        assert visit.ended

    def drop(self) -> None:
        """Hang up."""
        self.dropped = True


def visit(
    line: Notebook,
    method: str = "POST",
    path: str = "/",
    headers: RawHeaders | None = None,
    *body: bytes,
    complete: bool = True,
    query: bytes = b"",
) -> Visit:
    """A request that has come, or some of it."""
    made = Visit(line, 0.0)
    made.method, made.path, made.query, made.headers = method, path, query, headers or []
    made.pieces, made.waiting, made.complete = list(body), sum(map(len, body)), complete
    return made
