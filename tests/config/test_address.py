"""Base URLs: taken apart, or refused with words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.address import Address, parse


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://api.openai.com/v1", Address("https", "api.openai.com", 443, "/v1")),
        ("https://api.openai.com/v1/", Address("https", "api.openai.com", 443, "/v1")),
        ("http://127.0.0.1:9100/v1", Address("http", "127.0.0.1", 9100, "/v1")),
        ("https://api.perplexity.ai", Address("https", "api.perplexity.ai", 443, "")),
        ("http://[::1]:8080/v1", Address("http", "::1", 8080, "/v1")),
        ("http://[2001:DB8:0:0::1]", Address("http", "2001:db8::1", 80, "")),
        ("https://EXAMPLE.com./v1", Address("https", "example.com.", 443, "/v1")),
        ("https://bücher.example/v1", Address("https", "xn--bcher-kva.example", 443, "/v1")),
        ("http://my_service:80/a%20b", Address("http", "my_service", 80, "/a%20b")),
    ],
)
def test_a_base_url_is_taken_apart(url: str, address: Address) -> None:
    """Scheme, host, port and path; the host as it is asked for in DNS."""
    assert parse(url) == address


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("api.openai.com/v1", "begins with http"),
        ("ftp://host", "begins with http"),
        ("https://", "needs a host"),
        ("https:///v1", "needs a host"),
        ("https://user:pass@host/v1", "no user or password"),
        ("https://host/v1?x=1", "no \\? or #"),
        ("https://host/v1?", "no \\? or #"),
        ("https://host/v1#a", "no \\? or #"),
        ("https://host/v 1", "no spaces"),
        ("https://host/v1\r\nx: y", "no spaces or control"),
        ("https://host:99999", "not a URL"),
        ("https://host:0", "between 1 and 65535"),
        ("https://host:port", "not a URL"),
        ("https://[::1", "not a URL"),
        ("https://[fe80::1%25eth0]/", "not a URL|no zone"),
        ("https://999.1.1.1/", "not an IPv4 address"),
        ("https://-a.example", "not the name of a host"),
        ("https://a..example", "not the name of a host"),
        ("https://" + "a" * 64 + ".example", "not the name of a host"),
        ("https://ho$t/", "not the name of a host"),
        ("https://host/ü", "no path may have"),
        ('https://host/"', "no path may have"),
    ],
)
def test_anything_else_is_refused(url: str, words: str) -> None:
    """It says what would be right."""
    with pytest.raises(ValueError, match=words):
        parse(url)


@given(st.text(max_size=40).map("https://".__add__) | st.text(max_size=40))
def test_no_text_gives_a_host_that_is_not_one(text: str) -> None:
    """What comes out can stand in a request line and in a Host header."""
    try:
        address = parse(text)
    except ValueError:
        return
    assert address.host.isascii()
    assert not set(address.host + address.path) & set(" \r\n\t\0@?#")
    assert 0 < address.port < 65536
