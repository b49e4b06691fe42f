"""Citations: flat on this wire, nested inside (as chat completions have them), and only whole ones leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.translator import Wire

_URL = "url_citation"
# What a citation must have, and what it is when nobody said.
_NEEDED: Mapping[str, Mapping[str, Any]] = {
    _URL: {"url": None, "title": "", "start_index": 0, "end_index": 0},
    "file_citation": {"file_id": None, "filename": "", "index": 0},
    "container_file_citation": {"container_id": None, "file_id": None, "filename": "", "start_index": 0, "end_index": 0},
    "file_path": {"file_id": None, "index": 0},
}


def read_annotation(wire: Wire) -> Mapping[str, Any]:
    """One citation. A title that says nothing is none."""
    if wire.get("type") != _URL or _URL in wire:
        return wire
    return {"type": _URL, _URL: {name: value for name, value in wire.items() if name != "type" and (name, value) != ("title", "")}}


def write_annotation(note: Mapping[str, Any], offset: int = 0) -> dict[str, Any] | None:
    """One citation of a text that begins `offset` characters into what is written; None when this wire has no such thing."""
    kind = note.get("type")
    inner = note.get(_URL) if kind == _URL and isinstance(note.get(_URL), dict) else note
    needed = _NEEDED.get(kind) if isinstance(kind, str) else None
    if needed is None or not isinstance(inner, Mapping):
        return None
    wire: dict[str, Any] = {"type": kind} | {name: value for name, value in inner.items() if name != "type"}
    for name, otherwise in needed.items():
        value = wire.get(name)
        if isinstance(value, int if isinstance(otherwise, int) else str):
            continue
        if otherwise is None:
            return None
        wire[name] = otherwise
    if offset and "start_index" in needed:
        wire |= {"start_index": wire["start_index"] + offset, "end_index": wire["end_index"] + offset}
    return wire


def read_annotations(notes: Any) -> tuple[Mapping[str, Any], ...]:
    """All of them, where they are what they should be."""
    return tuple(read_annotation(note) for note in notes if isinstance(note, dict)) if isinstance(notes, list) else ()


def write_annotations(notes: tuple[Mapping[str, Any], ...], offset: int = 0) -> list[dict[str, Any]]:
    """Those that are whole."""
    return [wire for note in notes if (wire := write_annotation(note, offset)) is not None]
