"""The parts of a message's content, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from translators.canonical import Audio, Data, Document, FileId, Image, Part, Refusal, Source, Text, Unknown, Url
from translators.openai_responses.annotations import read_annotations
from translators.translator import Wire

BREAKPOINT = "prompt_cache_breakpoint"
_LONG = "12h"
_ENDINGS = {"application/pdf": "pdf", "text/plain": "txt", "text/markdown": "md", "text/csv": "csv", "text/html": "html"}
_MEDIA = {"mp3": "audio/mpeg"}  # this wire's word to the media type, where it is not just audio/<word>


def read_content(content: Any) -> tuple[Part, ...]:
    """Content: a string, or a list of parts. What is empty is nothing."""
    if isinstance(content, str):
        return (Text(content),) if content else ()
    return tuple(read_part(part) for part in content if isinstance(part, dict)) if isinstance(content, list) else ()


def read_part(wire: Wire) -> Part:
    """One part. What is not understood whole is carried as it is."""
    kind = wire.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    part = read(wire) if read is not None else None
    return Unknown(str(kind or ""), wire) if part is None else part


def write_part(part: Part, caching: bool) -> dict[str, Any] | None:
    """One part of what a user or a tool says; None when this wire has no place for it. `caching`: this model takes breakpoints."""
    match part:
        case Text():
            return {"type": "input_text", "text": part.text, **_marked(part.cache, caching)}
        case Image():
            return {"type": "input_image", **_seen(part.source), "detail": part.detail or "auto", **_marked(part.cache, caching)}
        case Document():
            return {"type": "input_file", **_filed(part), **_marked(part.cache, caching)}
        case Refusal():
            return {"type": "input_text", "text": part.text}
        case _:
            return None


def write_content(parts: tuple[Part, ...], caching: bool) -> Any:
    """Content: a string where that is all; None when there is nothing to say."""
    match parts:
        case (Text(text, cache=cache),) if cache is None or not caching:
            return text
        case _:
            return [wire for part in parts if (wire := write_part(part, caching)) is not None] or None


def rest(wire: Wire, *known: str) -> dict[str, Any]:
    """What was not understood and says something."""
    return {name: value for name, value in wire.items() if name not in known and value is not None and value != []}


def source(link: str) -> Source:
    """A link, or what a data: link holds. Base64 alone is data of a type that nobody told."""
    if link.startswith("data:"):
        head, found, data = link.partition(";base64,")
        return Data(head[5:], data) if found else Url(link)
    return Url(link) if ":" in link[:64] else Data("", link)


def _read_text(wire: Wire) -> Part | None:
    text = wire.get("text")
    if not isinstance(text, str):
        return None
    return Text(text, read_annotations(wire.get("annotations")), _marker(wire), rest(wire, "type", "text", "annotations", BREAKPOINT))


def _read_refusal(wire: Wire) -> Part | None:
    text = wire.get("refusal")
    return Refusal(text) if isinstance(text, str) else None


def _read_image(wire: Wire) -> Part | None:
    link, id, detail = wire.get("image_url"), wire.get("file_id"), wire.get("detail")
    if isinstance(link, str):
        found: Source = source(link)
    elif isinstance(id, str):
        found = FileId(id)
    else:
        return None
    known = ("type", "image_url", "detail", BREAKPOINT, *(("file_id",) if isinstance(found, FileId) else ()))
    return Image(found, detail if isinstance(detail, str) and detail != "auto" else None, _marker(wire), rest(wire, *known))


def _read_file(wire: Wire) -> Part | None:
    data, id, url, name = (wire.get(field) for field in ("file_data", "file_id", "file_url", "filename"))
    if isinstance(data, str):
        found, field = source(data), "file_data"
    elif isinstance(id, str):
        found, field = FileId(id), "file_id"
    elif isinstance(url, str):
        found, field = Url(url), "file_url"
    else:
        return None
    extra = rest(wire, "type", "filename", field, BREAKPOINT)
    return Document(found, name if isinstance(name, str) else None, _marker(wire), extra)


def _read_audio(wire: Wire) -> Part | None:
    inner = wire.get("input_audio")
    if not isinstance(inner, dict) or not isinstance(inner.get("data"), str):
        return None
    format = inner.get("format")
    media = (_MEDIA.get(format) or f"audio/{format}") if isinstance(format, str) else ""
    return Audio(Data(media, inner["data"]), extra=rest(wire, "type", "input_audio"))


_READERS: Mapping[str, Callable[[Wire], Part | None]] = {
    "input_text": _read_text,
    "output_text": _read_text,
    "text": _read_text,
    "refusal": _read_refusal,
    "input_image": _read_image,
    "input_file": _read_file,
    "input_audio": _read_audio,
}


def _marker(wire: Wire) -> Mapping[str, Any] | None:
    """A breakpoint of the prompt cache, as the other wires mark one."""
    match wire.get(BREAKPOINT):
        case {"ttl": ttl} if ttl == _LONG:
            return {"type": "ephemeral", "ttl": "1h"}
        case dict():
            return {"type": "ephemeral"}
        case _:
            return None


def _marked(marker: Mapping[str, Any] | None, caching: bool) -> dict[str, Any]:
    return {BREAKPOINT: {"mode": "explicit"}} if marker is not None and caching else {}


def _seen(found: Source) -> dict[str, str]:
    match found:
        case FileId(id):
            return {"file_id": id}
        case Url(url):
            return {"image_url": url}
        case Data(media_type, base64):
            return {"image_url": f"data:{media_type or 'image/png'};base64,{base64}"}


def _filed(part: Document) -> dict[str, str]:
    match part.source:
        case FileId(id):
            return {"file_id": id}
        case Url(url):
            return {"file_url": url}
        case Data(media_type, base64):
            media_type = media_type or "application/pdf"
            return {"filename": _named(part.name, media_type), "file_data": f"data:{media_type};base64,{base64}"}


def _named(name: str | None, media_type: str) -> str:
    """A file of this wire has a name, and the ending of the name says what it is."""
    if name is not None and "." in name:
        return name
    return f"{name or 'document'}.{_ENDINGS.get(media_type.partition(';')[0], 'pdf')}"
