"""A server that gives tokens as Google, Microsoft and the metadata servers do: over a real socket, and only for real proof."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from proxy.exchange.choose import open_exchange
from proxy.exchange.tokens import Tokens
from tests.accounts import private_key
from tests.canned import Clock
from tests.farside import FarSide, Peer, Received, far_side, with_length

Reply = tuple[int, Any]


def form(received: Received) -> dict[str, str]:
    """The form that was posted."""
    return dict(parse_qsl(received.body.decode(), strict_parsing=True))


def claims(assertion: str) -> dict[str, Any]:
    """What a signed statement says; raises when the signature is not of our key."""
    head, body, signature = assertion.split(".")
    private_key().public_key().verify(unpacked(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return {**json.loads(unpacked(head)), **json.loads(unpacked(body))}


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Office:
    """Gives token-1, token-2, … or whatever it is told to answer."""

    far: FarSide
    url: str
    life: float = 3600.0
    given: int = 0
    replies: list[Reply] = field(default_factory=list)  # instead of a token, in this order
    hold: Callable[[], Any] | None = None  # awaited before each reply

    def reply(self) -> bytes:
        status, wire = self.replies.pop(0) if self.replies else (200, None)
        if wire is None:
            self.given += 1
            wire = {"access_token": f"token-{self.given}", "expires_in": self.life, "token_type": "Bearer"}
        body = wire if isinstance(wire, bytes) else json.dumps(wire).encode()
        return with_length(body, b"content-type: application/json", status=b"%d x" % status)

    @property
    def asked(self) -> list[Received]:
        return self.far.requests


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    """One that is open."""
    found: list[Office] = []

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            if found[0].hold is not None:
                await found[0].hold()
            await peer.say(found[0].reply())

    async with far_side(script) as far:
        found.append(Office(far, f"http://127.0.0.1:{far.origin.port}"))
        yield found[0]


@dataclass
class Desk:
    """Tokens over real connections, on a clock that is moved by hand."""

    tokens: Tokens
    clock: Clock
    told: list[tuple[str, str]]


@asynccontextmanager
async def desk(environment: Mapping[str, str] | None = None) -> AsyncIterator[Desk]:
    """What the gateway has."""
    clock, told = Clock(1_000_000.0), list[tuple[str, str]]()
    exchange = open_exchange("wire", environment or {"NO_PROXY": "*"}, clock, lambda provider, why: told.append((provider, why)))
    try:
        yield Desk(exchange.tokens, clock, told)
    finally:
        await exchange.close()
