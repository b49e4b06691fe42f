"""Which web pages may call us from a browser."""

from proxy.edge.cors import Cors

PAGE = [(b"origin", b"https://app.example.com"), (b"access-control-request-method", b"POST")]


def test_a_named_page_may() -> None:
    """A preflight is answered with what it may do."""
    cors = Cors(["https://app.example.com"], PAGE)
    assert cors.preflight("OPTIONS")
    assert not cors.preflight("POST")
    headers = dict(cors.preflight_headers())
    assert headers[b"access-control-allow-origin"] == b"https://app.example.com"
    for name in (
        b"authorization",
        b"x-goog-api-key",
        b"anthropic-version",
        b"anthropic-dangerous-direct-browser-access",
        b"x-stainless-os",
        b"x-modelbridge-tags",
    ):
        assert name in headers[b"access-control-allow-headers"]
    asks = Cors(["*"], [*PAGE, (b"access-control-request-headers", b"x-of-my-own")])
    assert dict(asks.preflight_headers())[b"access-control-allow-headers"] == b"x-of-my-own"


def test_any_other_page_may_not() -> None:
    """No header, which a browser reads as no."""
    assert dict(Cors(["https://other.example.com"], PAGE).preflight_headers()) == {b"vary": b"origin"}


def test_a_reply_is_marked_for_the_page() -> None:
    """Its headers can be read by a script, and a cache knows that they depend on the page."""
    headers = dict(Cors(["*"], PAGE).marks())
    assert headers[b"access-control-allow-origin"] == b"https://app.example.com"
    assert b"x-modelbridge-target" in headers[b"access-control-expose-headers"]
    assert headers[b"vary"] == b"origin"
    assert Cors(["https://other.example.com"], PAGE).marks() == [(b"vary", b"origin")]
