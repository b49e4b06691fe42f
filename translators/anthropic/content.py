"""Texts, pictures and documents, both ways."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from translators.anthropic.citations import read_citations, write_citations
from translators.canonical import Data, Document, FileId, Image, Source, Text, Url
from translators.translator import Wire

# What base64 of a picture begins with, for those that do not say what they are.
_BEGINNINGS = (("iVBOR", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"))
_PICTURES = frozenset(media for _, media in _BEGINNINGS)
_PDF, _PLAIN = "application/pdf", "text/plain"
_TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "application/x-yaml", "application/javascript")


def read_text(wire: Wire) -> Text | None:
    """A text. Its citations stay as they are, for this wire."""
    text = wire.get("text")
    if not isinstance(text, str):
        return None
    citations = wire.get("citations")
    notes = read_citations(citations, len(text)) if isinstance(citations, list) else ()
    return Text(text, notes, marker(wire), rest(wire, "text"))


def write_text(part: Text, *, own: bool, cited: bool = False) -> dict[str, Any]:
    """A text; `cited`: it goes to a caller, whose wire has a place for citations."""
    if part.cache is None and not own and not cited:
        return {"type": "text", "text": part.text}
    wire = {"type": "text", "text": part.text, **marked(part.cache), **(part.extra if own else {})}
    if cited and not own and part.annotations and (citations := write_citations(part)):
        wire["citations"] = citations
    return wire


def read_image(wire: Wire) -> Image | None:
    """A picture."""
    source = _source(wire.get("source"))
    return None if source is None else Image(source, cache=marker(wire), extra=rest(wire, "source"))


def write_image(part: Image, *, own: bool) -> dict[str, Any]:
    """A picture. An address that is not https goes along: to refuse it is the provider's business."""
    source = part.source
    if isinstance(source, Data) and not own:
        source = Data(_media_type(source), source.base64)
    return {"type": "image", "source": _spelled(source), **marked(part.cache), **(part.extra if own else {})}


def visible(picture: Data) -> bool:
    """Is it of a kind that Claude sees? A PDF is shown as a document."""
    return picture.media_type == _PDF or _media_type(picture) in _PICTURES


def read_document(wire: Wire) -> Document | None:
    """A document. One that is made of parts of its own is for this wire alone."""
    inner, title = wire.get("source"), wire.get("title")
    form = None
    if isinstance(inner, dict) and inner.get("type") == "text" and isinstance(inner.get("data"), str) and len(inner) == 3:
        source: Source | None = Data(str(inner.get("media_type")), b64encode(inner["data"].encode("utf-8", "replace")).decode())
        form = "text"
    else:
        source = _source(inner)
    if source is None:
        return None
    known = ("source", "title") if isinstance(title, str) else ("source",)
    return Document(source, title if isinstance(title, str) else None, marker(wire), rest(wire, *known), form)


def write_document(part: Document, *, own: bool) -> dict[str, Any]:
    """A document: PDF as data, everything that is text as text. One that is a picture is a picture."""
    if not own and isinstance(part.source, Data) and part.source.media_type.startswith("image/"):
        return write_image(Image(part.source, cache=part.cache), own=False)
    title = {} if part.name is None else {"title": part.name}
    return {
        "type": "document",
        "source": _document(part, own),
        **title,
        **marked(part.cache),
        **(part.extra if own else {}),
    }


def marker(wire: Wire) -> Mapping[str, Any] | None:
    """A prompt-cache marker."""
    found = wire.get("cache_control")
    return found if isinstance(found, dict) else None


def marked(cache: Mapping[str, Any] | None) -> dict[str, Any]:
    """The field that says it."""
    return {} if cache is None else {"cache_control": cache}


def rest(wire: Wire, *known: str) -> dict[str, Any]:
    """What was not understood."""
    names = {"type", *known} if marker(wire) is None else {"type", "cache_control", *known}
    return {name: value for name, value in wire.items() if name not in names}


def _source(wire: Any) -> Source | None:
    match wire:
        case {"type": "base64", "media_type": str() as media_type, "data": str() as data, **more} if not more:
            return Data(media_type, data)
        case {"type": "url", "url": str() as url, **more} if not more:
            return Url(url)
        case {"type": "file", "file_id": str() as id, **more} if not more:
            return FileId(id)
        case _:
            return None


def _spelled(source: Source) -> dict[str, Any]:
    match source:
        case Data(media_type, base64):
            return {"type": "base64", "media_type": media_type, "data": base64}
        case Url(url):
            return {"type": "url", "url": url}
        case FileId(id):
            return {"type": "file", "file_id": id}


def _document(part: Document, own: bool) -> dict[str, Any]:
    source = part.source
    if not isinstance(source, Data) or (own and part.form != "text"):
        return _spelled(source)
    media_type = source.media_type.partition(";")[0].strip().lower()
    if part.form == "text" or media_type.startswith(_TEXTS):
        return {"type": "text", "media_type": source.media_type if own else _PLAIN, "data": _decoded(source.base64)}
    return {"type": "base64", "media_type": media_type or _PDF, "data": source.base64}


def _decoded(base64: str) -> str:
    try:
        return b64decode(base64 + "=" * (-len(base64) % 4), validate=True).decode("utf-8", "replace")
    except ValueError:  # no base64, so perhaps the text itself
        return base64


def _media_type(source: Data) -> str:
    said = source.media_type.lower()
    if said == "image/jpg":
        return "image/jpeg"
    return said or next((media for start, media in _BEGINNINGS if source.base64.startswith(start)), "image/jpeg")
