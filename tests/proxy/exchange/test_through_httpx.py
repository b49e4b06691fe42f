"""What only the httpx way does: proxies."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from proxy.exchange.exchange import Origin
from proxy.exchange.proxies import Proxies
from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.trust import Trust
from tests.asks import ask, body_of
from tests.farside import OK, Peer, answers, far_side, with_length
from tests.resting import at_rest, no_tasks_left
from translators.canonical import Kind, Problem

PROVIDER = Origin("https", "provider.example", 443)


@pytest.fixture
async def opened() -> AsyncIterator[list[HttpxExchange]]:
    """Closed when the test is over."""
    some: list[HttpxExchange] = []
    yield some
    for exchange in some:
        try:
            await at_rest(exchange)
        finally:
            await exchange.close()
    await no_tasks_left()


def through(opened: list[HttpxExchange], port: int, environment: dict[str, str] | None = None) -> HttpxExchange:
    exchange = HttpxExchange(Trust(environment or {}), Proxies({"ALL_PROXY": f"http://127.0.0.1:{port}"}))
    opened.append(exchange)
    return exchange


async def test_a_tunnel_to_a_provider_over_tls(opened: list[HttpxExchange], tmp_path: Path) -> None:
    """CONNECT, then TLS with the provider, verified; the key is not seen by the proxy."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "own.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("provider.example").configure_cert(context)

    async def proxy(peer: Peer) -> None:
        peer.far.requests.append(await peer.head())
        await peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await peer.writer.start_tls(context)
        await answers(OK)(peer)

    async with far_side(proxy) as far:
        exchange = through(opened, far.origin.port, {"SSL_CERT_FILE": str(tmp_path / "own.pem")})
        for reused in (False, True):
            answer = await exchange.send(ask(PROVIDER))
            assert (answer.status, await answer.read(), answer.reused) == (200, b"{}", reused)
            await answer.close()
        await exchange.close()
    tunnel, *requests = far.requests
    assert tunnel.line == "CONNECT provider.example:443 HTTP/1.1"
    assert tunnel.values("authorization") == []
    assert [one.line for one in requests] == ["POST /v1/chat/completions HTTP/1.1"] * 2


async def test_a_proxy_that_refuses(opened: list[HttpxExchange]) -> None:
    """Its answer is not taken for the provider's."""
    async with far_side(answers(with_length(b"", status=b"407 Proxy Authentication Required"))) as far:
        with pytest.raises(Problem) as caught:
            await through(opened, far.origin.port).send(ask(PROVIDER))
    assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
    assert "407" in caught.value.message


async def test_a_proxy_that_is_not_there(opened: list[HttpxExchange]) -> None:
    """Nor is there a way around it."""
    async with far_side(answers(OK)) as far:
        port = far.origin.port
    with pytest.raises(Problem) as caught:
        await through(opened, port).send(ask(PROVIDER))
    assert caught.value.kind is Kind.PROVIDER_UNREACHABLE


async def test_cookies_of_one_answer_are_not_sent_with_the_next(opened: list[HttpxExchange]) -> None:
    """A client would; callers must not share them."""
    async with far_side(answers(with_length(b"", b"set-cookie: a=b; path=/"))) as far:
        exchange = through(opened, far.origin.port)
        await body_of(exchange, ask(far.origin))
        await body_of(exchange, ask(far.origin))
        assert [one.values("cookie") for one in far.requests] == [[], []]
