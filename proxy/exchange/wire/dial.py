"""Opening a connection: name, address, TCP, TLS; over IPv4 and IPv6, whichever answers first."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from proxy.exchange.exchange import Origin

HEAD_START = 0.25  # seconds an address has before the next one is tried beside it (RFC 8305)
HANDSHAKE = 3600.0  # the patience of the ask ends it, not the loop's own idea of it
P = TypeVar("P", bound=asyncio.Protocol)
Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


async def dial(origin: Origin, make: Callable[[], P], tls: ssl.SSLContext | None) -> P:
    """A connected protocol. Raises OSError; cancelling it leaves nothing open."""
    loop = asyncio.get_running_loop()
    sock = await first_to_connect(interleaved(await _addresses(loop, origin)))
    try:
        if tls is None:
            _, protocol = await loop.create_connection(make, sock=sock)
        else:
            _, protocol = await loop.create_connection(
                make, sock=sock, ssl=tls, server_hostname=origin.host, ssl_handshake_timeout=HANDSHAKE
            )
    except BaseException:
        sock.close()
        raise
    return protocol


async def _addresses(loop: asyncio.AbstractEventLoop, origin: Origin) -> list[Address]:
    found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    return [(family, address) for family, _, _, _, address in found]


def interleaved(addresses: Sequence[Address]) -> list[Address]:
    """The families in turn, beginning with the one the resolver prefers."""
    first = [one for one in addresses if one[0] == addresses[0][0]]
    others = [one for one in addresses if one[0] != addresses[0][0]]
    return [one for one in chain.from_iterable(zip_longest(first, others)) if one is not None]


async def first_to_connect(addresses: Sequence[Address]) -> socket.socket:
    """A TCP connection to whichever address answers first."""
    if len(addresses) == 1:
        return await _connect(addresses[0])
    attempts: set[asyncio.Task[socket.socket]] = set()
    failures: list[BaseException] = []
    waiting = list(addresses)
    winner: socket.socket | None = None
    try:
        while winner is None and (waiting or attempts):
            if waiting:
                attempts.add(asyncio.create_task(_connect(waiting.pop(0))))
            done, attempts = await asyncio.wait(attempts, timeout=HEAD_START if waiting else None, return_when=asyncio.FIRST_COMPLETED)
            for attempt in done:
                error = attempt.exception()
                if error is not None:
                    failures.append(error)
                elif winner is None:
                    winner = attempt.result()
                else:
                    attempt.result().close()
    finally:
        await _call_off(attempts)
    if winner is None:
        raise failures[0]
    return winner


async def _call_off(attempts: set[asyncio.Task[socket.socket]]) -> None:
    for attempt in attempts:
        attempt.cancel()
    for attempt in attempts:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            (await attempt).close()


async def _connect(where: Address) -> socket.socket:
    family, address = where
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a dead way is noticed during a long silence too
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock
