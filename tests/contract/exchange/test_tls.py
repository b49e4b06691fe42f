"""TLS is verified, always: who issued it, for whom, and that nothing was cut away."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import trustme

from proxy.exchange.choose import open_exchange
from proxy.exchange.exchange import Exchange, Origin
from tests.asks import ask, body_of
from tests.farside import CHUNKED, OK, Peer, answers, chunk, far_side, once
from tests.resting import Either, at_rest, no_tasks_left
from translators.canonical import Kind, Problem

AUTHORITY = trustme.CA()


def server(*names: str, authority: trustme.CA = AUTHORITY) -> ssl.SSLContext:
    """A far side's certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture(params=["wire", "httpx"])
async def trusting(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Exchange]:
    """An exchange that believes one more authority, named by SSL_CERT_FILE."""
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    opened = cast("Either", open_exchange(request.param, {"SSL_CERT_FILE": str(file)}).inner)
    yield opened
    try:
        await at_rest(opened)
    finally:
        await opened.close()
    await no_tasks_left()


async def test_an_exchange_over_tls(trusting: Exchange) -> None:
    """Whole and streamed, kept and used again, with the name said in the handshake."""
    context = server("localhost")
    said: list[str | None] = []
    context.sni_callback = lambda _, name, __: said.append(name)
    stream = CHUNKED + chunk(b"x" * 500_000) + b"0\r\n\r\n"
    async with far_side(answers(OK, stream, OK), name="localhost", tls=context) as far:
        assert await body_of(trusting, ask(far.origin)) == b"{}"
        assert await body_of(trusting, ask(far.origin)) == b"x" * 500_000
        assert await body_of(trusting, ask(far.origin, bytes(2_000_000))) == b"{}"
        assert far.connections == 1
        assert said == ["localhost"]
        assert [len(one.body) for one in far.requests][-1] == 2_000_000


async def test_an_address_may_have_a_certificate_too(trusting: Exchange) -> None:
    """For providers in the house."""
    async with far_side(answers(OK), tls=server("127.0.0.1")) as far:
        assert await body_of(trusting, ask(far.origin)) == b"{}"


async def test_an_unknown_authority_is_not_believed(exchange: Exchange) -> None:
    """FAULTS 3: the reason is told, the request is not sent."""
    async with far_side(answers(OK), name="localhost", tls=server("localhost")) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert "certificate" in caught.value.message
        assert far.requests == []


async def test_a_certificate_for_somebody_else_is_not_believed(trusting: Exchange) -> None:
    """FAULTS 3: host names are checked."""
    async with far_side(answers(OK), name="localhost", tls=server("elsewhere.example")) as far:
        with pytest.raises(Problem) as caught:
            await trusting.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert "localhost" in caught.value.message
        assert far.requests == []


async def test_no_tls_where_tls_should_be(trusting: Exchange) -> None:
    """FAULTS 3: a provider that speaks plain HTTP on its TLS port."""

    async def plain(peer: Peer) -> None:
        await peer.reader.read(100)
        await peer.say(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    async with far_side(plain) as far:
        with pytest.raises(Problem) as caught:
            await trusting.send(ask(Origin("https", "localhost", far.origin.port)))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert "TLS" in caught.value.message


async def test_a_handshake_that_is_cut(trusting: Exchange) -> None:
    """FAULTS 3: the port takes us, then drops us."""

    async def shy(peer: Peer) -> None:
        await peer.reader.read(100)

    async with far_side(shy) as far:
        with pytest.raises(Problem) as caught:
            await trusting.send(ask(Origin("https", "localhost", far.origin.port)))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE


@pytest.mark.parametrize("end", ["cut", "rst"])
async def test_a_cut_body_over_tls(trusting: Exchange, end: str) -> None:
    """FAULTS 27, 28."""
    async with far_side(once(CHUNKED + chunk(b"hello"), end=end, pause=0.02), name="localhost", tls=server("localhost")) as far:
        with pytest.raises(Problem) as caught:
            await body_of(trusting, ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_CUT_OFF


async def test_leaving_over_tls(trusting: Exchange) -> None:
    """FAULTS 52: no farewell is waited for."""

    async def begins(peer: Peer) -> None:
        await peer.request()
        await peer.say(CHUNKED + chunk(b"hello"))
        peer.far.note(await peer.left())

    async with far_side(begins, name="localhost", tls=server("localhost")) as far:
        answer = await trusting.send(ask(far.origin))
        await answer.close()
        await far.until(lambda: far.ends != [], seconds=0.1)
