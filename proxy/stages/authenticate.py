"""Who is calling?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from msgspec.structs import replace

from config.snapshot import Key, Snapshot
from proxy.call import Call, Next, Reply
from translators.canonical import Kind, Problem

NO_KEY = (
    "no API key: send it as `Authorization: Bearer <key>`, `x-api-key: <key>`, `api-key: <key>`, `x-goog-api-key: <key>` "
    "or, as Google's callers may, `?key=<key>`"
)


@dataclass(frozen=True, slots=True)
class Authenticate:
    """A key is looked up by its digest, so the time it takes tells nothing about the keys there are."""

    now: Callable[[], float]  # seconds since the epoch

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Name the caller, or refuse."""
        caller = self.identify(call.secret, call.snapshot)
        call.facts.key = caller.name
        return await next(replace(call, caller=caller))

    def identify(self, secret: str, snapshot: Snapshot) -> Key:
        """The key with this secret."""
        if not secret:
            raise Problem(Kind.UNAUTHENTICATED, NO_KEY)
        digest = sha256(secret.encode("latin-1", "replace")).digest()
        key = snapshot.keys.get(digest)
        if key is None:
            raise Problem(Kind.UNAUTHENTICATED, "this API key is not known here")
        if key.expires is not None and key.expires <= self.now():
            raise Problem(Kind.UNAUTHENTICATED, f"the API key {key.name!r} has expired")
        return key
