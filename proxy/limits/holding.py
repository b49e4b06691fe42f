"""How much a call may use, before anybody knows: what is held of its limits until it is over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import convert

from config.snapshot import Price, Target
from proxy.call import Call
from proxy.limits.claims import Size
from proxy.limits.estimate import estimate
from records.money import reckon
from translators.canonical import Usage
from translators.framing import json_text

# docs/limits.md has these figures.
BYTES = 2  # of a body of nothing but words and names: a token is longer in every language, with what stands around it
SURELY = 2  # times as many as estimated: of what is not told by its bytes
UNKNOWN = 16_384  # tokens of an answer of a model of which nothing is known
CACHED = b"cache"  # … and when some of it may cost more, because it is kept
INTO, OUT = ("input", "cache_write_5m", "cache_write_1h", "audio_in", "image_in"), ("output", "reasoning", "audio_out", "image_out")


def held(call: Call, target: Target, likely: int | None) -> tuple[Size, Size]:
    """The most a call can use of this target; and what such a call uses by experience."""
    body, envelope = call.body, call.envelope
    more = _more(body)
    into = SURELY * estimate(call.translator.read_request(json_text.decode(body))) if more else len(body) // BYTES + 1
    model = target.provider.models.get(target.model)
    most = UNKNOWN if model is None or model.max_output is None else model.max_output
    asked = envelope.max_tokens
    if asked is not None and asked >= 0:  # less than nothing is as much as there is: some servers take it so
        most = asked if model is None or model.max_output is None else min(most, asked)
    price = None if model is None else model.price
    dear = more or CACHED in body
    strict = _size(into, most * envelope.n, price, dear)
    return strict, strict if likely is None else _size(into, min(most, likely) * envelope.n, price, dear)


def _more(body: bytes) -> bool:
    """Is there more to it than words? It is read then. One after the other: each is a search that takes no time."""
    return (
        b"base64" in body
        or b'"image' in body
        or b'"input_' in body
        or b'"file' in body
        or b'ata"' in body
        or b'"document' in body
        or b'"video' in body
    )


def _size(into: int, out: int, price: Price | None, dear: bool) -> Size:
    if price is None:
        return Size(into + out, 0)
    if not dear:
        return Size(into + out, reckon(Usage(input=into, output=out), price).total)
    return Size(into + out, _dearest(into, INTO, price) + _dearest(out, OUT, price))


def _dearest(tokens: int, buckets: Sequence[str], price: Price) -> int:
    return max(reckon(convert({bucket: tokens}, Usage), price).total for bucket in buckets)
