"""The head of a reply: our own headers, and the words for whole replies, streams and problems."""

from __future__ import annotations

import math
from time import monotonic, time

from proxy.call import Call, Facts
from records.money import usd
from translators.canonical import Limits, Problem
from translators.translator import Translator

LONGEST = 500  # characters of a value that a caller chose
JSON = b"content-type: application/json\r\n"
NAMED_BY = {"anthropic": b"request-id: %b\r\n"}  # where the SDKs of a wire look for the name of a call, if not where OpenAI's do


def reply_lines(call: Call, facts: Facts) -> bytes:
    """What every answered call tells about itself, as header lines. Each value is ours, or made printable."""
    id = call.id.encode()
    target = printable(facts.target.name) if facts.target else b"-"
    overhead = (monotonic() - call.arrived - facts.provider_seconds) * 1000
    head = (
        b"x-request-id: %b\r\nx-modelbridge-request-id: %b\r\nx-modelbridge-target: %b\r\nx-modelbridge-attempts: %d\r\n"
        b"x-modelbridge-cache: off\r\nx-modelbridge-config: %b\r\nx-modelbridge-overhead-ms: %.3f\r\n"
    ) % (id, id, target, facts.attempts, call.snapshot.hash.encode(), max(0.0, overhead))
    named = NAMED_BY.get(call.translator.wire)
    if named is not None:
        head += named % id
    if facts.cost is not None and not facts.streamed:
        head += b"x-modelbridge-cost-usd: %b\r\n" % usd(facts.cost).encode()
    if facts.dropped or facts.untold:
        head += b"x-modelbridge-dropped: %b\r\n" % printable(", ".join((*facts.dropped, *facts.untold)))
    if facts.limits is not None:
        head += limit_lines(call.translator, facts.limits)
    if facts.estimated:
        head += b"x-modelbridge-estimated: true\r\n"
    return head


def id_lines(call: str, wire: str) -> bytes:
    """The name of a call that no provider had a part in."""
    id = call.encode()
    return b"x-request-id: %b\r\nx-modelbridge-request-id: %b\r\n" % (id, id) + NAMED_BY.get(wire, b"").replace(b"%b", id)


def limit_lines(translator: Translator, limits: Limits) -> bytes:
    """What is left of limits, under the names the caller's SDK knows."""
    return "".join([f"{name}: {value}\r\n" for name, value in translator.write_limits(limits, time())]).encode("ascii", "replace")


def problem_lines(problem: Problem) -> bytes:
    """What a problem adds."""
    head = b""
    if problem.retry_after is not None:
        seconds = max(0.0, problem.retry_after)
        head += b"retry-after: %d\r\nretry-after-ms: %d\r\n" % (math.ceil(seconds), round(seconds * 1000))
    if problem.status == 401:
        head += b"www-authenticate: Bearer\r\n"
    return head


def printable(text: str) -> bytes:
    """A header value nobody can break out of: printable ASCII, the rest percent-encoded, and no longer than clients bear."""
    text = text[:LONGEST]
    if text.isascii() and text.isprintable():
        return text.encode()
    return b"".join(bytes([b]) if 32 <= b < 127 else b"%%%02X" % b for b in text.encode("utf-8", "replace"))
