"""A body, strictly read: JSON as its standard has it, not too deep, with nothing in it that could not be written again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from translators.framing.nesting import DEEPEST, too_deep
from translators.shapes import invalid, named, wrong

_HOLDERS = (float, str, list, dict)  # what can hold something JSON does not allow
_HALF = "half of a surrogate pair in it (a \\ud800 to \\udfff by itself), which is no character"
_DIGITS = 4000  # of an integer; Python reads no more than 4300


def parse_request(body: bytes) -> Mapping[str, Any]:
    """The object in a body, or a Problem that says why there is none. Nothing else, for any bytes."""
    request = _parsed(body)
    if (found := _unwritable(request)) is not None:
        raise wrong("".join(reversed(found[0])).removeprefix("."), found[1])
    return request


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise invalid(f"the body is not UTF-8: byte {error.start} cannot stand where it stands") from None
    if too_deep(body):
        raise invalid(f"the body is nested too deeply: more than {DEEPEST} lists and objects inside one another, or a million in all")
    try:
        request = json.loads(text, parse_constant=lambda _: math.nan, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise invalid(f"the body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:  # depth is bounded already; how much of it Python has left is not
        raise invalid("the body is nested too deeply") from None
    if not isinstance(request, dict):
        raise invalid(f"the body must be an object, not {named(request)}")
    return request


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _DIGITS else math.inf


def _unwritable(value: Any) -> tuple[list[str], str] | None:
    """The first thing that Python reads and JSON does not allow: the way to it, innermost first, and what is wrong with it.

    The way is put together only once something is found: written beside every value, long names would make it quadratic.
    """
    if isinstance(value, float):
        return ([], "must be a number, and JSON knows no NaN or Infinity") if math.isnan(value) else None
    if isinstance(value, str):
        return ([], f"has {_HALF}") if not value.isascii() and _half(value) else None
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, _HOLDERS) and (found := _unwritable(item)) is not None:
                return [*found[0], f"[{index}]"], found[1]
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.isascii() and _half(key):
                return [], f"has a field whose name has {_HALF}"
            if isinstance(item, _HOLDERS) and (found := _unwritable(item)) is not None:
                return [*found[0], f".{key}"], found[1]
    return None


def _half(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
