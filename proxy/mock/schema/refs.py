"""Where a `$ref` leads, inside its own schema."""

from __future__ import annotations

from typing import Any

from translators.translator import Wire

Json = Any  # one value of a Wire: a schema, a part of one, or what should satisfy it


class UnsatisfiableError(Exception):
    """No value satisfies this schema, or none that the mock knows how to make."""


def resolve(ref: Json, root: Wire) -> Json:
    """The schema a local `$ref` names. Nothing is ever fetched."""
    if not isinstance(ref, str) or not (ref == "#" or ref.startswith("#/")):
        raise UnsatisfiableError(f"$ref {ref!r} leads outside of the schema")
    found: Json = root
    for step in ref[2:].split("/") if ref != "#" else ():
        found = _enter(found, step.replace("~1", "/").replace("~0", "~"), ref)
    return found


def _enter(place: Json, step: str, ref: str) -> Json:
    if isinstance(place, dict) and step in place:
        return place[step]
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return place[int(step)]
    raise UnsatisfiableError(f"$ref {ref!r} leads nowhere")
