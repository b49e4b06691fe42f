"""What a request line asks for."""

from __future__ import annotations

import pytest

from proxy.edge.address import address


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        (b"/", "/", b""),
        (b"/v1/models?limit=2?", "/v1/models", b"limit=2?"),
        (b"/v1/models/mock%2Fecho", "/v1/models/mock/echo", b""),
        (b"/a%252Fb", "/a%2Fb", b""),
        (b"/%C3%BC%ff%00", "/ü\N{REPLACEMENT CHARACTER}\0", b""),
        (b"http://elsewhere.example/v1/models?x=1", "/v1/models", b"x=1"),
        (b"http://[::1]:8000/healthz", "/healthz", b""),
        (b"HTTPS://elsewhere.example", "/", b""),
        (b"*", "*", b""),
        (b"provider.example:443", "provider.example:443", b""),
    ],
)
def test_an_address_is_a_path_of_ours_and_a_query(url: bytes, path: str, query: bytes) -> None:
    """Unquoted once, whoever's host is named."""
    assert address(url) == (path, query)
