"""Headers, read when somebody asks."""

from __future__ import annotations

import pytest

from proxy.exchange.wire.reply_head import kept_for, read_headers


def test_names_are_lower_case_values_are_trimmed_and_repeated_ones_joined() -> None:
    """As Answer promises."""
    head = b"HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:2 \r\nEmpty:\r\nTime: 10:20:30"
    assert read_headers(head) == {"x-a": "1, 2", "empty": "", "time": "10:20:30"}


def test_a_status_line_alone_has_none() -> None:
    """HTTP needs no header."""
    assert read_headers(b"HTTP/1.1 200 OK") == {}


def test_utf8_where_it_is_latin1_where_it_is_not() -> None:
    """No byte is lost."""
    assert read_headers("HTTP/1.1 200 OK\r\na: grün".encode())["a"] == "grün"
    assert read_headers("HTTP/1.1 200 OK\r\na: grün".encode("latin-1"))["a"] == "grün"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("timeout=5", 4.0),
        ("timeout=5, max=100", 4.0),
        ("max=3, Timeout = 7", 6.0),
        ("timeout=1", 0.0),
        ("timeout=0", 0.0),
        ("timeout=600", 50.0),
        ("max=5", 50.0),
    ],
)
def test_how_long_a_connection_is_kept(said: str, seconds: float) -> None:
    """A second less than the server says, and never longer than our own habit."""
    assert kept_for(f"HTTP/1.1 200 OK\r\nKeep-Alive: {said}".encode(), 50.0) == seconds
