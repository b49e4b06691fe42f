"""JSON as replies really have it: what strict readers and writers refuse (NaN, half a surrogate pair, huge numbers) passes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import orjson

from translators.canonical import Kind, Problem


def decode(data: bytes) -> Any:
    """A value. Raises Problem when it is no JSON at all."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not JSON") from error


def encode(value: Any) -> bytes:
    """A value as JSON. What is in no standard is written as JSON that every reader takes."""
    try:
        return orjson.dumps(value)
    except TypeError:  # an integer beyond 64 bits, a lone surrogate
        return json.dumps(value, separators=(",", ":")).encode()
