"""What a request line asks for."""

from __future__ import annotations

import pytest

from proxy.edge.address import address, meant


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


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/v1/v1/messages", "/v1/messages"),
        ("/v1/v1beta/models/x:generateContent", "/v1beta/models/x:generateContent"),
        ("/v1beta/v1beta/models/x", "/v1beta/models/x"),
        ("/v1/v1beta1/projects/p/locations/l", "/v1beta1/projects/p/locations/l"),
        ("/chat/completions", "/v1/chat/completions"),
        ("/responses/resp_1", "/v1/responses/resp_1"),
        ("/messages/count_tokens", "/v1/messages/count_tokens"),
        ("/models", "/v1/models"),
        ("/v1/messages", "/v1/messages"),
        ("/chat/completions/x", "/chat/completions/x"),
        ("/v1x/v1/messages", "/v1x/v1/messages"),
        ("/modelsx", "/modelsx"),
        ("/", "/"),
    ],
)
def test_a_version_that_is_there_twice_or_not_at_all_is_there_once(path: str, right: str) -> None:
    """SDKs add it by themselves, or do not."""
    assert meant(path) == right
