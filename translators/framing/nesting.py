"""How deep does this JSON go?"""

from __future__ import annotations

import re
from array import array
from itertools import accumulate

DEEPEST = 128  # lists and objects inside one another; what real requests need is a tenth of it
MOST = 1_000_000  # brackets that are worth counting: more is no question to a model

_STRING = re.compile(rb'"[^"]*"')
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # as signed bytes: one in, one out
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')


def too_deep(body: bytes, limit: int = DEEPEST) -> bool:
    """Counts before it looks: a body with few brackets, which most are, cannot be deep. Linear, and never recursive."""
    if body.count(b"[") + body.count(b"{") <= limit:
        return False
    if b"\\" in body:  # an escaped quote would end a string too early
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    # A string without brackets is now two quotes side by side. Without them every other quote keeps its meaning, for a quote
    # only ever says: from here on inside, or outside.
    marks = body.translate(_STEPS, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if len(marks) > MOST:
        return True
    return max(accumulate(array("b", _STRING.sub(b"", marks).replace(b'"', b""))), default=0) > limit
