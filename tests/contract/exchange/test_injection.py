"""Whatever a value says, it stays one value: nothing is sent when it could become more."""

from __future__ import annotations

import pytest

from proxy.exchange.exchange import Exchange, Origin
from tests.asks import HEADERS, ask, body_of
from tests.farside import OK, answers, far_side
from translators.canonical import Kind, Problem

BAD_HEADERS = [
    ("x-user", "a\r\nx-admin: 1"),
    ("x-user", "a\nx-admin: 1"),
    ("x-user", "a\rb"),
    ("x-user", "a\0b"),
    ("x-user", "a\x7fb"),
    ("x-user", "\udc80"),
    ("x user", "a"),
    ("x-user:", "a"),
    ("x-user\r\nx-admin", "a"),
    ("", "a"),
    ("grün", "a"),
    ("Host", "elsewhere"),
    ("content-length", "0"),
    ("Transfer-Encoding", "chunked"),
    ("connection", "close"),
]


@pytest.mark.parametrize(("name", "value"), BAD_HEADERS)
async def test_a_header_that_would_be_more_than_one_is_not_sent(exchange: Exchange, name: str, value: str) -> None:
    """FAULTS 57: nor one that is the exchange's own; its value, which may be a secret, is not repeated."""
    async with far_side(answers(OK)) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, headers=(*HEADERS, (name, value))))
        assert caught.value.kind is Kind.INTERNAL
        assert far.connections == 0


@pytest.mark.parametrize("path", ["", "v1", "/a b", "/a\r\nx: y", "/a\tb", "/\0", "/grün", "/\x7f", "http://elsewhere/"])
async def test_a_path_that_would_be_more_than_one_is_not_sent(exchange: Exchange, path: str) -> None:
    """The request line has three words."""
    async with far_side(answers(OK)) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, path=path))
        assert caught.value.kind is Kind.INTERNAL
        assert far.connections == 0


@pytest.mark.parametrize("method", ["", "GET /x HTTP/1.1\r\n", "get", "HEAD", "CONNECT", "TRACE"])
async def test_a_method_we_do_not_speak_is_not_sent(exchange: Exchange, method: str) -> None:
    """HEAD and CONNECT frame their replies otherwise."""
    async with far_side(answers(OK)) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, method=method))
        assert caught.value.kind is Kind.INTERNAL
        assert far.connections == 0


@pytest.mark.parametrize("host", ["", "a b", "a\r\nx: y", "a/b", "user@a", "grün.example"])
async def test_a_host_that_is_none_is_not_called(exchange: Exchange, host: str) -> None:
    """An international name must come as its ASCII form."""
    with pytest.raises(Problem) as caught:
        await exchange.send(ask(Origin("http", host, 80)))
    assert caught.value.kind is Kind.INTERNAL


async def test_a_scheme_we_do_not_speak(exchange: Exchange) -> None:
    """Only http and https are HTTP."""
    with pytest.raises(Problem) as caught:
        await exchange.send(ask(Origin("ftp", "127.0.0.1", 21)))
    assert caught.value.kind is Kind.INTERNAL


async def test_values_beyond_ascii_go_out_as_utf8(exchange: Exchange) -> None:
    """And blanks around a value are not part of it."""
    async with far_side(answers(OK)) as far:
        await body_of(exchange, ask(far.origin, headers=(("x-name", " Grünwald \t"), ("x-tab", "a\tb"), ("Accept-Encoding", "gzip"))))
        (received,) = far.requests
    assert received.values("x-name") == ["Grünwald"]
    assert received.values("x-tab") == ["a\tb"]
    assert received.values("accept-encoding") == ["gzip"]


async def test_a_get_has_no_body(exchange: Exchange) -> None:
    """What `modelbridge check` and the like may ask."""
    async with far_side(answers(OK)) as far:
        await body_of(exchange, ask(far.origin, b"", method="GET", path="/v1/models"))
        (received,) = far.requests
    assert received.line == "GET /v1/models HTTP/1.1"
    assert received.values("content-length") == ["0"]
