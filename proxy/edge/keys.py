"""The key a caller shows, wherever its SDK puts it."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from proxy.edge.visit import RawHeaders

NAMED = frozenset((b"x-api-key", b"api-key", b"x-goog-api-key"))
QUERIED = b"key="


def secret(headers: RawHeaders, query: bytes = b"") -> str:
    """`authorization` wins, then the headers of the SDKs; last Google's `?key=`, which is read here and written nowhere."""
    found = b""
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            if scheme.lower() == b"bearer" and token.strip():
                return token.strip().decode("latin-1")
        elif name in NAMED:
            found = value.strip() or found
    if query and not found:
        found = _queried(query)
    return found.decode("latin-1")


def _queried(query: bytes) -> bytes:
    shown = next((pair for pair in query.split(b"&") if pair.startswith(QUERIED)), QUERIED)
    return unquote_to_bytes(shown[len(QUERIED) :]).strip()
