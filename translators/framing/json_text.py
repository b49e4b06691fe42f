"""JSON that servers really send, to Python and back: the fast way, and for what it refuses the tolerant one."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

_DIGITS = 4000  # of an integer; Python reads no more than 4300
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def decode(data: bytes) -> Any:
    """Half a surrogate pair, NaN and 1e999 are read too. Raises ValueError for what is no JSON by any reading."""
    try:
        return _decode(data)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return json.loads(data, parse_int=_integer)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def encode(value: Any) -> bytes:
    """Integers of any size stay integers. Half a character goes out escaped, as it came in: the other half comes next."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _DIGITS else math.inf
