"""Citations of pages: flat on this wire, nested inside (as chat completions have them), and only whole ones leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.translator import Wire

_URL = "url_citation"
# What a citation must have, and what it is when nobody said.
_USUAL: Mapping[str, Any] = {"title": "", "start_index": 0, "end_index": 0}


def read_annotation(wire: Wire) -> Mapping[str, Any] | None:
    """One citation of a page; None for one of a file, which only this wire has. A title that says nothing is none."""
    if wire.get("type") != _URL or _URL in wire:
        return None
    return {"type": _URL, _URL: {name: value for name, value in wire.items() if name != "type" and (name, value) != ("title", "")}}


def write_annotation(note: Mapping[str, Any], offset: int = 0) -> dict[str, Any] | None:
    """One citation of a text that begins `offset` characters into what is written; None when this wire has no such thing."""
    inner = note.get(_URL)
    if note.get("type") != _URL or not isinstance(inner, Mapping) or not isinstance(inner.get("url"), str):
        return None
    wire: dict[str, Any] = {"type": _URL, **inner}
    for name, usual in _USUAL.items():
        if not isinstance(wire.get(name), type(usual)):
            wire[name] = usual
    if offset:
        wire |= {"start_index": wire["start_index"] + offset, "end_index": wire["end_index"] + offset}
    return wire


def read_annotations(notes: Any) -> tuple[Mapping[str, Any], ...]:
    """All of them, where they are what they should be."""
    found = [read_annotation(note) for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
    return tuple(note for note in found if note is not None)


def write_annotations(notes: tuple[Mapping[str, Any], ...], offset: int = 0) -> list[dict[str, Any]]:
    """Those that are whole."""
    return [wire for note in notes if (wire := write_annotation(note, offset)) is not None]
