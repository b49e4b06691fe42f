"""Asks as tests send them: patient enough for a slow machine, bounded like real ones unless the test says otherwise."""

from __future__ import annotations

from proxy.exchange.exchange import Ask, Bounds, Exchange, Origin, Patience

BODY = b'{"model":"m","messages":[{"role":"user","content":"hello"}]}'
HEADERS = (("content-type", "application/json"), ("authorization", "Bearer not-a-key"))
PATIENCE = Patience(connect=5.0, first_byte=5.0, idle=5.0, total=20.0)


def ask(
    origin: Origin,
    body: bytes = BODY,
    *,
    path: str = "/v1/chat/completions",
    method: str = "POST",
    headers: tuple[tuple[str, str], ...] = HEADERS,
    patience: Patience = PATIENCE,
    bounds: Bounds = Bounds(),  # noqa: B008  frozen
    provider: str = "far",
    whole: bool = False,
) -> Ask:
    """One ask."""
    return Ask(provider, origin, path, headers, body, patience, bounds, method, whole)


async def body_of(exchange: Exchange, one: Ask) -> bytes:
    """Send it and read the whole reply."""
    answer = await exchange.send(one)
    try:
        return await answer.read()
    finally:
        await answer.close()


async def pieces_of(exchange: Exchange, one: Ask, into: list[bytes]) -> None:
    """Send it and note each piece of the reply, up to where it breaks."""
    answer = await exchange.send(one)
    try:
        async for piece in answer.chunks():
            into.append(piece)
    finally:
        await answer.close()
