"""A call whose arguments come in pieces: Vertex AI sends values one by one, each with the way to its place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from translators.canonical import ToolCall
from translators.gemini.calls import made_up_id, written
from translators.translator import Wire

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[['\"]((?:[^'\"\\]|\\.)*)['\"]\]")
_VALUES = ("stringValue", "numberValue", "boolValue")
_MOST = 100_000  # items of a list


def goes_on(wire: Wire) -> bool:
    """Is there more of this call to come?"""
    call = wire.get("functionCall")
    return isinstance(call, dict) and call.get("willContinue") is True


def in_pieces(wire: Wire) -> bool:
    """Is it one whose arguments come so? Perhaps in a single piece."""
    call = wire.get("functionCall")
    return isinstance(call, dict) and ("partialArgs" in call or call.get("willContinue") is True)


class Partial:
    """One call while it comes."""

    __slots__ = ("_args", "_id", "_name", "_place", "_signature", "_unfinished")

    def __init__(self, reply: str, answer: int, place: int) -> None:
        self._place = (reply, answer, place)
        self._id = ""
        self._name = ""
        self._signature: str | None = None
        self._args: dict[str, Any] = {}
        self._unfinished: list[str | int] = []  # the way to a text of which more was announced

    def is_another(self, wire: Wire) -> bool:
        """Does this piece begin a call of its own? Only the first one of a call has a name."""
        call = wire.get("functionCall") or {}
        return bool(self._name and call.get("name")) and call.get("id") != self._id

    def feed(self, wire: Wire) -> None:
        """One piece."""
        call = wire.get("functionCall") or {}
        name, id, args, signature = call.get("name"), call.get("id"), call.get("args"), wire.get("thoughtSignature")
        self._name = name if isinstance(name, str) and name else self._name
        self._id = id if isinstance(id, str) and id else self._id
        self._signature = signature if isinstance(signature, str) else self._signature
        if isinstance(args, dict):
            self._args |= args
        pieces = call.get("partialArgs")
        for piece in pieces if isinstance(pieces, list) else ():
            if isinstance(piece, dict) and isinstance(piece.get("jsonPath"), str):
                way = _way(piece["jsonPath"])
                self._put(way, piece)
                self._unfinished = way if piece.get("willContinue") is True else []

    def call(self) -> ToolCall:
        """The whole call."""
        return self._call(written(self._args))

    def cut(self) -> ToolCall:
        """The call as far as it came: what was begun in its arguments is not ended."""
        way: list[str | int] = []
        last: Any = self._args
        while isinstance(last, dict | list) and last:
            step = len(last) - 1 if isinstance(last, list) else next(reversed(last))
            last = last[step]
            way.append(step)
        quotes = 1 if isinstance(last, str) and way == self._unfinished else 0
        text = written(self._args) if self._args else ""
        return self._call(text[: len(text) - len(way) - quotes])

    def _call(self, arguments: str) -> ToolCall:
        wire = {"functionCall": {"name": self._name, "args": self._args}, "thoughtSignature": self._signature}
        return ToolCall(self._id or made_up_id(*self._place, wire), self._name, arguments, signature=self._signature)

    def _put(self, way: list[str | int], piece: Wire) -> None:
        field = next((name for name in _VALUES if name in piece), None)
        value = piece[field] if field is not None else None
        if not way or (field is None and "nullValue" not in piece):
            return
        holder: Any = self._args
        for step, following in pairwise(way):
            holder = _inside(holder, step, [] if isinstance(following, int) else {})
            if holder is None:
                return
        last = way[-1]
        before = _at(holder, last)
        _set(holder, last, before + value if isinstance(before, str) and isinstance(value, str) else value)


def _way(path: str) -> list[str | int]:
    """$.a.b[0]['c'] as steps."""
    return [int(match[2]) if match[2] else match[1] or match[3] or "" for match in _STEP.finditer(path)]


def _inside(holder: Any, step: str | int, empty: Any) -> Any:
    inner = _at(holder, step)
    if not isinstance(inner, dict | list):
        inner = empty
        if not _set(holder, step, inner):
            return None
    return inner


def _at(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step] if step < len(holder) else None
    return holder.get(str(step)) if isinstance(holder, dict) else None


def _set(holder: Any, step: str | int, value: Any) -> bool:
    if isinstance(holder, list) and isinstance(step, int) and step < _MOST:
        holder += [None] * (step + 1 - len(holder))
        holder[step] = value
    elif isinstance(holder, dict):
        holder[str(step)] = value
    else:
        return False
    return True
