"""How deep does this JSON go?"""

from __future__ import annotations

import re
from array import array
from itertools import accumulate

DEEPEST = 128  # lists and objects inside one another; what real requests need is a tenth of it
LARGE = 65_536  # bytes
MOST = 1_000_000  # brackets that are worth counting: more is no question to a model

_STRING = re.compile(rb'"[^"]*"')
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # as signed bytes: one in, one out
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')


def too_deep(body: bytes, limit: int = DEEPEST) -> bool:
    """Counts before it looks: a body with few brackets, which most are, cannot be deep. Linear, and never recursive."""
    if _few_brackets(body, limit):
        return False
    if b"\\" in body:  # an escaped quote would end a string too early
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    # A string without brackets is now two quotes side by side. Without them every other quote keeps its meaning, for a quote
    # only ever says: from here on inside, or outside.
    marks = body.translate(_STEPS, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if len(marks) > MOST:
        return True
    return max(accumulate(array("b", _STRING.sub(b"", marks).replace(b'"', b""))), default=0) > limit


def _few_brackets(body: bytes, limit: int) -> bool:
    """Looking for each in turn skips the megabytes of a picture five times as fast as counting does, but costs more in a small body."""
    if len(body) < LARGE:
        return body.count(b"[") + body.count(b"{") <= limit
    left = limit
    for bracket in (b"[", b"{"):
        at = 0
        while at := body.find(bracket, at) + 1:
            left -= 1
            if left < 0:
                return False
    return True
