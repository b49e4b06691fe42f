"""The interface, as callers of either implementation rely on it; all the rest is in tests/contract/exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest

from proxy.exchange.choose import open_exchange
from proxy.exchange.exchange import Bounds, Exchange, Patience
from tests.asks import ask
from tests.farside import answers, chunked, far_side


@pytest.fixture(params=["wire", "httpx"])
async def exchange(request: pytest.FixtureRequest) -> AsyncIterator[Exchange]:
    """Either."""
    kind: Literal["wire", "httpx"] = request.param
    opened = open_exchange(kind, {})
    yield opened
    await opened.close()


async def test_an_answer_has_a_status_headers_a_body_and_its_times(exchange: Exchange) -> None:
    """All that the exchange stage asks of it."""
    async with far_side(answers(chunked(b"{", b"}"))) as far:
        answer = await exchange.send(ask(far.origin))
        assert answer.status == 200
        assert answer.headers.get("transfer-encoding") == "chunked"
        assert answer.headers.get("content-type") is None
        assert b"".join([piece async for piece in answer.chunks()]) == b"{}"
        assert 0 < answer.sent_at <= answer.first_byte_at <= answer.last_byte_at
        assert answer.reused is False
        await answer.close()


def test_patience_and_bounds_have_sensible_values_of_their_own() -> None:
    """Nobody waits for ever, or takes all memory, because a setting was not made."""
    patience, bounds = Patience(), Bounds()
    assert min(patience.connect, patience.first_byte, patience.idle, patience.total) > 0
    assert bounds.buffer_bytes < bounds.body_bytes
    assert bounds.connections > 0
