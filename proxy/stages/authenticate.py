"""Who is calling?"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from msgspec.structs import replace

from config.snapshot import Key, Snapshot
from proxy.call import Call, Next, Reply
from translators.canonical import Kind, Problem

NO_KEY = "no API key: send it as `Authorization: Bearer <key>`, `x-api-key: <key>` or `api-key: <key>`"


@dataclass(frozen=True, slots=True)
class Authenticate:
    """A key is looked up by its digest, so the time it takes tells nothing about the keys there are."""

    run_key: Key | None  # made at start when the operator configured none; of no use once there are others

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Name the caller, or refuse."""
        if not call.secret:
            raise Problem(Kind.UNAUTHENTICATED, NO_KEY)
        caller = self.identify(call.secret, call.snapshot)
        if caller is None:
            raise Problem(Kind.UNAUTHENTICATED, "this API key is not known here")
        call.facts.key = caller.name
        return await next(replace(call, caller=caller))

    def identify(self, secret: str, snapshot: Snapshot) -> Key | None:
        """The key with this secret, if there is one."""
        digest = sha256(secret.encode("utf-8", "surrogateescape")).digest()
        if not snapshot.keys and self.run_key is not None and self.run_key.digest == digest:
            return self.run_key
        return snapshot.keys.get(digest)
