"""The head of a request is exactly what was asked, rendered once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.exchange.exchange import Origin
from proxy.exchange.head import KEPT, Heads, authority, render
from tests.asks import ask
from translators.canonical import Problem

HTTPS = Origin("https", "api.example.com", 443)


def test_a_head_ends_where_the_length_begins() -> None:
    """What follows is the number, a blank line and the body."""
    assert render(ask(HTTPS, path="/v1/x", headers=(("X-One", "1"),))) == (
        b"POST /v1/x HTTP/1.1\r\nhost: api.example.com\r\naccept-encoding: identity\r\nX-One: 1\r\ncontent-length: "
    )


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (HTTPS, "api.example.com"),
        (Origin("http", "api.example.com", 80), "api.example.com"),
        (Origin("http", "api.example.com", 443), "api.example.com:443"),
        (Origin("https", "::1", 443), "[::1]"),
        (Origin("http", "::1", 8080), "[::1]:8080"),
    ],
)
def test_host_names_the_port_only_when_the_scheme_does_not(origin: Origin, host: str) -> None:
    """And an IPv6 address stands in brackets."""
    assert authority(origin) == host


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_becomes_more_than_one_line(name: str, value: str) -> None:
    """Either it is refused, or the head has exactly one line more."""
    try:
        head = render(ask(HTTPS, headers=((name, value),)))
    except Problem:
        return
    assert len(head.split(b"\r\n")) == 5
    assert head.count(b"\n") == head.count(b"\r") == 4


@given(st.text(max_size=30))
def test_no_path_becomes_more_than_one_word(path: str) -> None:
    """Likewise."""
    try:
        head = render(ask(HTTPS, path=path))
    except Problem:
        return
    assert len(head.split(b"\r\n")[0].split(b" ")) == 3


def test_equal_asks_are_rendered_once_and_the_memory_is_bounded() -> None:
    """Headers that differ with each request do not stay for ever."""
    heads = Heads()
    first = heads.of(ask(HTTPS))
    assert heads.of(ask(Origin("https", "api.example.com", 443), b"other")) is first
    assert heads.of(ask(HTTPS, path="/v1/other")) is not first
    for number in range(2 * KEPT):
        heads.of(ask(HTTPS, headers=(("x-request-id", str(number)),)))
    assert len(heads._kept) <= KEPT
    assert heads.of(ask(HTTPS)) == first
