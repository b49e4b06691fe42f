"""Where an answer has its facts from: Google's grounding and citations, which count bytes, and OpenAI's notes, which count characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from translators.translator import Wire

Note = dict[str, Any]
_CHUNKS = ("web", "retrievedContext", "maps", "image")


def read_notes(candidate: Wire, text: str) -> tuple[Note, ...]:
    """The sources of an answer as url_citation. `text`: all its words."""
    notes = [*_grounded(candidate.get("groundingMetadata"), text), *_cited(candidate.get("citationMetadata"), text)]
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])


def write_grounding(notes: Sequence[Mapping[str, Any]], text: str) -> dict[str, Any]:
    """`groundingMetadata` for notes of another wire; empty when there are none."""
    chunks: list[dict[str, Any]] = []
    supports: list[dict[str, Any]] = []
    for note in notes:
        inner = note.get("url_citation")
        if not isinstance(inner, dict) or not isinstance(inner.get("url"), str):
            continue
        web = {"uri": inner["url"]} | ({"title": inner["title"]} if isinstance(inner.get("title"), str) else {})
        chunk = {"web": web}
        if chunk not in chunks:
            chunks.append(chunk)
        start, end = inner.get("start_index"), inner.get("end_index")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(text):
            first, last = len(_bytes(text[:start])), len(_bytes(text[:end]))
            segment = ({"startIndex": first} if first else {}) | {"endIndex": last, "text": text[start:end]}
            supports.append({"segment": segment, "groundingChunkIndices": [chunks.index(chunk)]})
    return ({"groundingChunks": chunks} | ({"groundingSupports": supports} if supports else {})) if chunks else {}


def searches(candidates: Any) -> int:
    """How often the provider searched the web for these answers."""
    found = 0
    for candidate in candidates if isinstance(candidates, list) else ():
        grounding = candidate.get("groundingMetadata") if isinstance(candidate, dict) else None
        queries = grounding.get("webSearchQueries") if isinstance(grounding, dict) else None
        found += sum(1 for query in queries if query) if isinstance(queries, list) else 0
    return found


def _grounded(grounding: Any, text: str) -> list[Note]:
    if not isinstance(grounding, dict):
        return []
    chunks = [_source(chunk) for chunk in _rows(grounding.get("groundingChunks"))]
    notes: list[Note] = []
    for support in _rows(grounding.get("groundingSupports")):
        segment, places = support.get("segment"), support.get("groundingChunkIndices")
        start, end = _span(segment if isinstance(segment, dict) else {}, text)
        for place in places if isinstance(places, list) else ():
            if isinstance(place, int) and 0 <= place < len(chunks) and (source := chunks[place]) is not None:
                notes.append(_note(source, start, end))
    if notes or not chunks:
        return notes
    return [_note(source, 0, len(text)) for source in chunks if source is not None]


def _cited(metadata: Any, text: str) -> list[Note]:
    """Google's two services have two names for the list."""
    if not isinstance(metadata, dict):
        return []
    rows = _rows(metadata.get("citations")) or _rows(metadata.get("citationSources"))
    return [_note(row, *_span(row, text)) for row in rows if isinstance(row.get("uri"), str)]


def _source(chunk: Wire) -> Wire | None:
    found = next((chunk[name] for name in _CHUNKS if isinstance(chunk.get(name), dict)), None)
    return found if found is not None and isinstance(found.get("uri"), str) else None


def _note(source: Wire, start: int, end: int) -> Note:
    title = {"title": source["title"]} if isinstance(source.get("title"), str) else {}
    return {"type": "url_citation", "url_citation": {"url": source["uri"], **title, "start_index": start, "end_index": end}}


def _span(segment: Wire, text: str) -> tuple[int, int]:
    """Bytes to characters. Where they do not fit the words that are said with them, the words are looked for."""
    start, end, said = segment.get("startIndex", 0), segment.get("endIndex", 0), segment.get("text")
    first, last = _characters(text, start), _characters(text, end)
    if isinstance(said, str) and said and text[first:last] != said and (found := text.find(said)) >= 0:
        return found, found + len(said)
    return first, max(first, last)


def _characters(text: str, place: Any) -> int:
    place = place if isinstance(place, int) and place > 0 else 0
    return min(place, len(text)) if text.isascii() else len(_bytes(text)[:place].decode("utf-8", "ignore"))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _rows(value: Any) -> list[Wire]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
