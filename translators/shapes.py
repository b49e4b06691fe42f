"""Shapes of JSON as a small language: what a value must be, and a Problem that names the field when it is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from translators.canonical import Kind, Problem

LONGEST_MODEL = 512  # characters; the longest real names, those of AWS, have a third of it

Check = Callable[[Any, str], None]  # (value, where it stands); raises Problem


def text(value: Any, where: str) -> None:
    """A string."""
    if not isinstance(value, str):
        raise wrong(where, f"must be a string, not {named(value)}")


def model(value: Any, where: str) -> None:
    """The name of a model. It reaches headers and logs."""
    text(value, where)
    if not value:
        raise wrong(where, "must not be empty")
    if len(value) > LONGEST_MODEL:
        raise wrong(where, f"must have at most {LONGEST_MODEL} characters")
    if not value.isprintable():
        raise wrong(where, "must not have control characters in it")


def flag(value: Any, where: str) -> None:
    """true or false."""
    if not isinstance(value, bool):
        raise wrong(where, f"must be true or false, not {named(value)}")


def number(value: Any, where: str) -> None:
    """Any number that fits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(where, f"must be a number, not {named(value)}")
    try:
        fits = math.isfinite(value)
    except OverflowError:
        fits = False
    if not fits:
        raise wrong(where, "is too large a number")


def whole(value: Any, where: str) -> None:
    """A whole number; 3.0 is one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(where, f"must be a whole number, not {named(value)}")
    if isinstance(value, float) and not math.isfinite(value):
        raise wrong(where, "is too large a number")
    if value % 1 != 0:
        raise wrong(where, f"must be a whole number, not {value}")


def at_least_one(value: Any, where: str) -> None:
    """A whole number from one on."""
    whole(value, where)
    if value < 1:
        raise wrong(where, "must be at least 1")


def record(value: Any, where: str) -> None:
    """An object, whatever is in it."""
    if not isinstance(value, dict):
        raise wrong(where, f"must be an object, not {named(value)}")


def each(check: Check, *, some: bool = False) -> Check:
    """A list of such."""

    def check_list(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise wrong(where, f"must be a list, not {named(value)}")
        if some and not value:
            raise wrong(where, "must not be empty")
        for index, item in enumerate(value):
            check(item, f"{where}[{index}]")

    return check_list


def values(check: Check) -> Check:
    """An object whose values are such."""

    def check_values(value: Any, where: str) -> None:
        record(value, where)
        for key, item in value.items():
            check(item, f"{where}.{key}")

    return check_values


def either(words: str, *choices: tuple[type, Check]) -> Check:
    """The value's JSON type chooses the check."""

    def check_either(value: Any, where: str) -> None:
        for kind, check in choices:
            if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
                return check(value, where)
        raise wrong(where, f"must be {words}, not {named(value)}")

    return check_either


def fields(needed: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object. What is not named here passes; what may be left out may be null."""

    def check_fields(value: Any, where: str) -> None:
        record(value, where)
        for name, check in needed.items():
            here = f"{where}.{name}" if where else name
            if name not in value:
                raise wrong(here, "is missing")
            check(value[name], here)
        for name, check in optional.items():
            if value.get(name) is not None:
                check(value[name], f"{where}.{name}" if where else name)

    return check_fields


def sorted_by(tag: str, rows: Mapping[str, Check], *, closed: bool, default: str | None = None) -> Check:
    """An object whose `tag` says what it is. An unknown kind passes unless the list is closed."""

    def check_kind(value: Any, where: str) -> None:
        record(value, where)
        kind = value.get(tag, default)
        if kind is None:
            raise wrong(f"{where}.{tag}", "is missing")
        text(kind, f"{where}.{tag}")
        if kind in rows:
            return rows[kind](value, where)
        if closed:
            raise wrong(f"{where}.{tag}", f"must be one of {', '.join(rows)}, not {kind[:40]!r}")
        return None

    return check_kind


_LONGEST = 200  # characters of the name of a field
_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def named(value: Any) -> str:
    """A value as a person would call it."""
    return _NAMES.get(type(value), "null")


def wrong(where: str, why: str) -> Problem:
    """What is wrong, and where."""
    where = where[:_LONGEST]  # a name in it may be the caller's own
    return Problem(Kind.INVALID_REQUEST, f"{where}: {why}" if where else f"the body {why}", param=where or None)


def invalid(message: str) -> Problem:
    """What is wrong with the body as a whole."""
    return Problem(Kind.INVALID_REQUEST, message)
