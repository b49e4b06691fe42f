"""Which origins have a proxy before them."""

from __future__ import annotations

import pytest

from proxy.exchange.exchange import Origin
from proxy.exchange.proxies import Proxies, exempts

HTTP = Origin("http", "api.example.com", 80)
HTTPS = Origin("https", "api.example.com", 443)
A, B, C = "http://a:1", "http://b:2", "http://c:3"


@pytest.mark.parametrize(
    ("environment", "http", "https"),
    [
        ({}, None, None),
        ({"HTTP_PROXY": A}, A, None),
        ({"HTTPS_PROXY": B}, None, B),
        ({"ALL_PROXY": C}, C, C),
        ({"HTTPS_PROXY": B, "ALL_PROXY": C}, C, B),
        ({"https_proxy": A, "HTTPS_PROXY": B}, None, A),
        ({"HTTPS_PROXY": "b:2"}, None, B),
        ({"HTTPS_PROXY": " "}, None, None),
        ({"ALL_PROXY": C, "NO_PROXY": "*"}, None, None),
        ({"ALL_PROXY": C, "no_proxy": "example.com"}, None, None),
    ],
)
def test_each_scheme_has_its_variable(environment: dict[str, str], http: str | None, https: str | None) -> None:
    """ALL_PROXY stands in; the lower-case name wins."""
    proxies = Proxies(environment)
    assert (proxies.of(HTTP), proxies.of(HTTPS)) == (http, https)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_machine_is_reached_directly(host: str) -> None:
    """A proxy would look for it on its own machine."""
    assert Proxies({"ALL_PROXY": A}).of(Origin("http", host, 8000)) is None


@pytest.mark.parametrize(
    ("word", "host", "covered"),
    [
        ("example.com", "example.com", True),
        ("example.com", "api.example.com", True),
        (".example.com", "api.example.com", True),
        ("*.example.com", "api.example.com", True),
        ("example.com", "EXAMPLE.com.", True),
        ("example.com", "notexample.com", False),
        ("example.com", "example.com.evil", False),
        ("example.com:443", "example.com", True),
        ("example.com:8443", "example.com", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3:443", "10.1.2.3", True),
        ("fd00::/8", "fd12::1", True),
        ("[fd12::1]:443", "fd12::1", True),
        ("[fd12::1]:80", "fd12::1", False),
        ("example.com", "10.1.2.3", False),
        ("10.0.0.0/8", "example.com", False),
        (".", "example.com", False),
    ],
)
def test_what_a_word_of_no_proxy_covers(word: str, host: str, covered: bool) -> None:
    """Domains with all below them, addresses, networks, with a port or without."""
    assert exempts(word, Origin("https", host, 443)) is covered


@pytest.mark.parametrize("value", ["socks5://a:1", "ftp://a", "http://", "http:///x"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(value: str) -> None:
    """At start, not at the first call."""
    with pytest.raises(ValueError, match="HTTPS_PROXY") as caught:
        Proxies({"HTTPS_PROXY": value.replace("//a", "//user:secret@a")})
    assert "secret" not in str(caught.value)
