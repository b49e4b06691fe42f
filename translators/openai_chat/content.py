"""The parts of a message's content, both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from translators.canonical import Audio, Data, Document, FileId, Image, Part, Reasoning, Refusal, Source, Text, Unknown, Url, Video
from translators.translator import Wire

_MEDIA = {"mp3": "audio/mpeg"}  # this wire's word to the media type, where it is not just audio/<word>
_FORMATS = {media: word for word, media in _MEDIA.items()} | {"audio/mp3": "mp3", "audio/x-wav": "wav", "audio/wave": "wav"}


def read_content(parts: list[Any]) -> list[Part]:
    """Content that is a list of parts."""
    return [read_part(part) if isinstance(part, dict) else Text(str(part)) for part in parts]


def read_part(wire: Wire) -> Part:
    """One part. What is not understood whole is carried as it is."""
    kind = wire.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    part = read(wire) if read is not None else None
    return Unknown(str(kind or ""), wire) if part is None else part


def write_part(part: Part) -> Wire | None:
    """One part of a content list; None when it stands elsewhere on this wire, or nowhere."""
    match part:
        case Text():
            return {"type": "text", "text": part.text, **_cache(part.cache), **part.extra}
        case Image():
            link = part.source.url if isinstance(part.source, Url) else _data_url(part.source)
            inner = {"url": link} | ({} if part.detail is None else {"detail": part.detail})
            return _linked("image_url", inner, "url", part) | _cache(part.cache)
        case Video():
            link = part.source.url if isinstance(part.source, Url) else _data_url(part.source)
            return _linked("video_url", {"url": link}, "url", part)
        case Audio(source=Data(media_type, base64)):
            format = _FORMATS.get(media_type) or media_type.removeprefix("audio/")
            return _linked("input_audio", {"data": base64} | ({"format": format} if format else {}), "data", part)
        case Document():
            return _write_document(part)
        case Reasoning(place="content"):
            return {"type": "thinking", "thinking": [{"type": "text", "text": part.text}], **part.extra}
        case Refusal():
            return {"type": "refusal", "refusal": part.text}
        case Unknown():
            return part.value
        case _:
            return None


def write_image(part: Image) -> Wire:
    """A picture the model has drawn."""
    link = part.source.url if isinstance(part.source, Url) else _data_url(part.source)
    return _linked("image_url", {"url": link}, "url", part)


def _read_text(wire: Wire) -> Part | None:
    text = wire.get("text")
    if not isinstance(text, str):
        return None
    return Text(text, cache=_marker(wire), extra=_rest(wire, "text"))


def _read_image(wire: Wire) -> Part | None:
    inner = _inner(wire, "image_url", "url")
    if inner is None:
        return None
    detail = inner.get("detail")
    understood = ("url", "detail") if isinstance(detail, str) else ("url",)
    return Image(
        _source(inner["url"]),
        detail if isinstance(detail, str) else None,
        _marker(wire),
        _rest(wire, "image_url", inner, understood),
        _form(wire["image_url"]),
    )


def _read_video(wire: Wire) -> Part | None:
    inner = _inner(wire, "video_url", "url")
    if inner is None:
        return None
    return Video(_source(inner["url"]), {**_rest(wire, "video_url", inner, ("url",)), **_cache(_marker(wire))}, _form(wire["video_url"]))


def _read_audio(wire: Wire) -> Part | None:
    inner = _inner(wire, "input_audio", "data")
    if inner is None:
        return None
    format = inner.get("format")
    understood = ("data", "format") if isinstance(format, str) and format else ("data",)
    media = _MEDIA.get(format) or f"audio/{format}" if isinstance(format, str) and format else ""
    extra = {**_rest(wire, "input_audio", inner, understood), **_cache(_marker(wire))}
    return Audio(Data(media, inner["data"]), extra=extra, form=_form(wire["input_audio"]))


def _read_file(wire: Wire) -> Part | None:
    inner = wire.get("file")
    if not isinstance(inner, dict):
        return None
    data, id, name = inner.get("file_data"), inner.get("file_id"), inner.get("filename")
    if isinstance(data, str):
        source, understood = _source(data), ["file_data"]
    elif isinstance(id, str):
        source, understood = FileId(id), ["file_id"]
    else:
        return None
    if isinstance(name, str):
        understood.append("filename")
    return Document(source, name if isinstance(name, str) else None, _marker(wire), _rest(wire, "file", inner, understood))


def _read_document_url(wire: Wire) -> Part | None:
    url, name = wire.get("document_url"), wire.get("document_name")
    if not isinstance(url, str):
        return None
    extra = _rest(wire, "document_url")
    if isinstance(name, str):
        del extra["document_name"]
    return Document(_source(url), name if isinstance(name, str) else None, _marker(wire), extra, "document_url")


def _read_thinking(wire: Wire) -> Part | None:
    match wire.get("thinking"):
        case [{"type": "text", "text": str() as text, **more}] if not more:
            return Reasoning(text, place="content", extra={k: v for k, v in wire.items() if k not in ("type", "thinking")})
        case _:
            return None


def _read_refusal(wire: Wire) -> Part | None:
    text = wire.get("refusal")
    return Refusal(text) if isinstance(text, str) and len(wire) == 2 else None


_READERS: Mapping[str, Callable[[Wire], Part | None]] = {
    "text": _read_text,
    "image_url": _read_image,
    "video_url": _read_video,
    "input_audio": _read_audio,
    "file": _read_file,
    "document_url": _read_document_url,  # Mistral
    "thinking": _read_thinking,  # Mistral
    "refusal": _read_refusal,
}


def _write_document(part: Document) -> Wire:
    if part.form == "document_url" and not isinstance(part.source, FileId):
        url = part.source.url if isinstance(part.source, Url) else _data_url(part.source)
        name = {} if part.name is None else {"document_name": part.name}
        return {"type": "document_url", "document_url": url, **name, **part.extra, **_cache(part.cache)}
    match part.source:
        case FileId(id):
            inner = {"file_id": id}
        case Url(url):
            inner = {"file_data": url}
        case Data("", base64):
            inner = {"file_data": base64}
        case _:
            inner = {"file_data": _data_url(part.source)}
    if part.name is not None:
        inner["filename"] = part.name
    return _linked("file", inner, "", part) | _cache(part.cache)


def _linked(kind: str, inner: dict[str, str], plain: str, part: Image | Audio | Video | Document) -> dict[str, Any]:
    """{"type": kind, kind: {…}}, or the bare value where it was spelled so."""
    extra = dict(part.extra)
    more = extra.pop(kind, None)
    value: Any = inner[plain] if part.form == "string" else inner | (more if isinstance(more, dict) else {})
    return {"type": kind, kind: value, **extra}


def _inner(wire: Wire, kind: str, needed: str) -> Wire | None:
    value = wire.get(kind)
    if isinstance(value, str):
        return {needed: value}
    return value if isinstance(value, dict) and isinstance(value.get(needed), str) else None


def _form(value: Any) -> str | None:
    return "string" if isinstance(value, str) else None


def _rest(wire: Wire, kind: str, inner: Wire | None = None, understood: tuple[str, ...] | list[str] = ()) -> dict[str, Any]:
    """What was not understood, of the part and, under the part's own name, of what is inside it."""
    known = ("type", kind, "cache_control") if _marker(wire) is not None else ("type", kind)
    rest = {key: value for key, value in wire.items() if key not in known}
    more = {key: value for key, value in inner.items() if key not in understood} if inner is not None else {}
    return rest | {kind: more} if more else rest


def _marker(wire: Wire) -> Mapping[str, Any] | None:
    marker = wire.get("cache_control")
    return marker if isinstance(marker, dict) else None


def _cache(marker: Mapping[str, Any] | None) -> dict[str, Any]:
    return {} if marker is None else {"cache_control": marker}


def _source(link: str) -> Source:
    """A link, or what a data: link holds. Base64 alone is data of a type that nobody told."""
    if link.startswith("data:"):
        head, found, data = link.partition(";base64,")
        if found:
            return Data(head[5:], data)
        return Url(link)
    return Url(link) if link[:8].lower().startswith(("http://", "https://")) or ":" in link[:64] else Data("", link)


def _data_url(source: Source) -> str:
    match source:
        case Data("", base64):
            return base64
        case Data(media_type, base64):
            return f"data:{media_type};base64,{base64}"
        case Url(url):
            return url
        case FileId(id):
            return id
