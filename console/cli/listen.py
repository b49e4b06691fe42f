"""A bound socket, so that the port is known before anything is said about it, and a port in use is an error in words."""

from __future__ import annotations

import socket


def listen(host: str, port: int) -> socket.socket:
    """Bind the first address the name has."""
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    bound = socket.socket(family, kind, proto)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()  # two that start at once would both be bound, but only one may listen
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound


def url(bound: socket.socket) -> str:
    """Where a caller on this machine reaches it."""
    host, port = bound.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
