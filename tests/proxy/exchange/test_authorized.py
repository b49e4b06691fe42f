"""Calls that carry a token."""

from __future__ import annotations

from msgspec.structs import replace

from config.credentials import EntraSecret
from proxy.exchange.authorized import Authorized
from proxy.exchange.choose import open_exchange
from tests.asks import ask, body_of
from tests.canned import Clock
from tests.farside import OK, answers, far_side, with_length
from tests.token_server import office


def opened(clock: Clock) -> Authorized:
    return open_exchange("wire", {"NO_PROXY": "*"}, clock)


async def test_a_call_with_a_credential_carries_its_token() -> None:
    """Behind its other headers; any other call passes by."""
    async with office() as far, far_side(answers(OK)) as provider:
        exchange = opened(Clock(1_000_000.0))
        plain = ask(provider.origin, headers=(("x-a", "b"),))
        await body_of(exchange, plain)
        await body_of(exchange, replace(plain, credential=EntraSecret(f"{far.url}/token", "c", "s", "scope")))
        await exchange.close()
    first, second = provider.requests
    assert first.values("authorization") == []
    assert (second.values("authorization"), second.values("x-a")) == (["Bearer token-1"], ["b"])


async def test_a_token_a_provider_refuses_is_replaced_for_the_next_call() -> None:
    """The caller whose call it was is told the truth."""
    clock = Clock(1_000_000.0)
    async with office() as far, far_side(answers(OK, with_length(b"{}", status=b"401 no"), OK)) as provider:
        exchange = opened(clock)
        one = replace(ask(provider.origin, headers=()), credential=EntraSecret(f"{far.url}/token", "c", "s", "scope"))
        statuses = []
        for _ in range(3):
            answer = await exchange.send(one)
            await answer.read()
            await answer.close()
            statuses.append(answer.status)
            clock.now += 60
        await exchange.close()
    assert statuses == [200, 401, 200]
    assert [value for request in provider.requests for value in request.values("authorization")] == [
        "Bearer token-1",
        "Bearer token-1",
        "Bearer token-2",
    ]
