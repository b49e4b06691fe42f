"""Which web pages may call us from a browser. None, unless the operator names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proxy.edge.visit import RawHeaders

OPEN_TO = b"GET, POST, DELETE, OPTIONS"
# What the SDKs send from a browser, for the rare one that does not say what it wants to send.
ALLOWED = (
    b"authorization, content-type, x-api-key, api-key, x-goog-api-key, x-goog-api-client, anthropic-version, anthropic-beta, "
    b"anthropic-dangerous-direct-browser-access, openai-organization, openai-project, x-stainless-arch, x-stainless-helper-method, "
    b"x-stainless-lang, x-stainless-os, x-stainless-package-version, x-stainless-retry-count, x-stainless-runtime, "
    b"x-stainless-runtime-version, x-stainless-timeout, "
    b"x-modelbridge-service, x-modelbridge-customer, x-modelbridge-tags, x-modelbridge-on-unsupported"
)
SEEN = (
    b"x-request-id, request-id, x-modelbridge-request-id, x-modelbridge-target, x-modelbridge-attempts, x-modelbridge-cache, "
    b"x-modelbridge-cost-usd, x-modelbridge-overhead-ms, x-modelbridge-dropped, x-modelbridge-estimated, x-modelbridge-config, "
    b"retry-after, retry-after-ms, "
    b"x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, "
    b"x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens, "
    b"anthropic-ratelimit-requests-limit, anthropic-ratelimit-requests-remaining, anthropic-ratelimit-requests-reset, "
    b"anthropic-ratelimit-tokens-limit, anthropic-ratelimit-tokens-remaining, anthropic-ratelimit-tokens-reset"
)
FOR = b"600"  # seconds a browser may remember the answer to a preflight


class Cors:
    """The answer to one request's `origin`."""

    __slots__ = ("_asked", "_asks_headers", "_origin")

    def __init__(self, origins: Sequence[str], headers: Iterable[tuple[bytes, bytes]]) -> None:
        named = dict(headers)
        origin = named.get(b"origin", b"")
        self._origin = origin if origin and ("*" in origins or origin.decode("latin-1") in origins) else b""
        self._asked = b"access-control-request-method" in named
        self._asks_headers = named.get(b"access-control-request-headers", b"")

    def preflight(self, method: str) -> bool:
        """Is it a browser's question before the real request?"""
        return method == "OPTIONS" and self._asked

    def preflight_headers(self) -> RawHeaders:
        """Yes, if the page is one of those named; else nothing, which a browser reads as no."""
        if not self._origin:
            return [(b"vary", b"origin")]
        return [
            (b"access-control-allow-origin", self._origin),
            (b"access-control-allow-methods", OPEN_TO),
            (b"access-control-allow-headers", self._asks_headers or ALLOWED),
            (b"access-control-max-age", FOR),
            (b"vary", b"origin"),
        ]

    def marks(self) -> RawHeaders:
        """What makes a reply readable by the page, and tells a cache that it depends on the page."""
        if not self._origin:
            return [(b"vary", b"origin")]
        return [(b"vary", b"origin"), (b"access-control-allow-origin", self._origin), (b"access-control-expose-headers", SEEN)]
