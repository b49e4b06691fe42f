"""The head of a reply: our own headers, and the words for whole replies, streams and problems."""

from __future__ import annotations

import math
from time import monotonic

from proxy.call import Call, Facts
from translators.canonical import Problem

RawHeaders = list[tuple[bytes, bytes]]
JSON = (b"content-type", b"application/json")


def reply_headers(call: Call, facts: Facts) -> RawHeaders:
    """What every answered call tells about itself."""
    waited = facts.provider_seconds
    headers = [
        (b"x-request-id", call.id.encode()),
        (b"x-modelbridge-request-id", call.id.encode()),
        (b"x-modelbridge-target", printable(facts.target.name) if facts.target else b"-"),
        (b"x-modelbridge-attempts", b"%d" % facts.attempts),
        (b"x-modelbridge-cache", b"off"),
        (b"x-modelbridge-config", call.snapshot.hash.encode()),
        (b"x-modelbridge-overhead-ms", b"%.3f" % max(0.0, (monotonic() - call.arrived - waited) * 1000)),
    ]
    if facts.cost is not None and not facts.streamed:
        headers.append((b"x-modelbridge-cost-usd", usd(facts.cost)))
    if facts.dropped:
        headers.append((b"x-modelbridge-dropped", printable(", ".join(facts.dropped))))
    return headers


def problem_headers(problem: Problem) -> RawHeaders:
    """What a problem adds."""
    headers = []
    if problem.retry_after is not None:
        headers.append((b"retry-after", b"%d" % max(0, math.ceil(problem.retry_after))))
        headers.append((b"retry-after-ms", b"%d" % max(0, round(problem.retry_after * 1000))))
    if problem.status in (408, 413, 431):
        headers.append((b"connection", b"close"))  # the rest of the request was not read
    if problem.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    return headers


def printable(text: str) -> bytes:
    """A header value nobody can break out of: printable ASCII, the rest percent-encoded."""
    if text.isascii() and text.isprintable():
        return text.encode()
    return b"".join(bytes([b]) if 32 <= b < 127 else b"%%%02X" % b for b in text.encode("utf-8", "replace"))


def usd(picodollars: int) -> bytes:
    """An exact decimal, without a trailing nothing."""
    whole, rest = divmod(picodollars, 10**12)
    return (f"{whole}.{rest:012d}".rstrip("0").rstrip(".") or "0").encode()
