"""Names and addresses: IPv4, IPv6, or whichever of them answers."""

from __future__ import annotations

import socket

import pytest

from proxy.exchange.exchange import Exchange, Origin
from tests.asks import ask, body_of
from tests.farside import OK, answers, far_side


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback (::1)")


@needs_ipv6
async def test_an_ipv6_address(exchange: Exchange) -> None:
    """With brackets in Host."""
    async with far_side(answers(OK), host="::1") as far:
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        assert far.requests[0].values("host") == [f"[::1]:{far.origin.port}"]


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=needs_ipv6)])
async def test_a_name_with_two_addresses_of_which_one_answers(exchange: Exchange, host: str) -> None:
    """`localhost` is both; whichever is served is found."""
    async with far_side(answers(OK), host=host) as far:
        families = {family for family, *_ in socket.getaddrinfo("localhost", far.origin.port, type=socket.SOCK_STREAM)}
        if host == "::1" and socket.AF_INET6 not in families:
            pytest.skip("localhost has no IPv6 address on this machine")
        assert await body_of(exchange, ask(Origin("http", "localhost", far.origin.port))) == b"{}"
        assert far.requests[0].values("host") == [f"localhost:{far.origin.port}"]
