"""The parts of a turn, both ways."""

from __future__ import annotations

from typing import Any

from translators.canonical import (
    Audio,
    Data,
    Document,
    FileId,
    Image,
    Part,
    Reasoning,
    Refusal,
    Source,
    Text,
    ToolCall,
    Unknown,
    Url,
    Video,
)
from translators.gemini.calls import read_call, write_call
from translators.gemini.media import kind_of, of_address, of_data
from translators.gemini.signatures import HERE, read_signature, write_signature
from translators.translator import Wire

_OURS = ("https://generativelanguage.googleapis.com/", "files/", "gs://")  # files that Google's own services have
_DETAILS = {"MEDIA_RESOLUTION_LOW": "low", "MEDIA_RESOLUTION_HIGH": "high"}
_LEVELS = {detail: level for level, detail in _DETAILS.items()}
Media = Image | Audio | Video | Document


def read_part(wire: Wire, id: str) -> Part:
    """One part; `id` for a call that has none. What is not understood is carried as it is."""
    if len(wire) == 1 and type(words := wire.get("text")) is str:
        return Text(words)  # what most of them are
    if len(wire) == 1 and type(call := wire.get("functionCall")) is dict and type(call.get("name")) is str:
        return read_call(wire, id)
    match wire:
        case {"text": str() as text, "thought": True}:
            return _read_thought(wire, text)
        case {"thought": True}:  # a picture drawn while it thought
            return Unknown("thought", wire)
        case {"text": str() as text}:
            return Text(text, signature=_signature(wire), extra=_rest(wire, "text"))
        case {"functionCall": {"name": str()}}:
            return read_call(wire, id)
        case {"inlineData": {"data": str() as data}}:
            media = wire["inlineData"].get("mimeType")
            media = media if isinstance(media, str) else ""
            plain = data.replace("-", "+").replace("_", "/")  # either alphabet; other wires know this one
            return _medium(wire, "inlineData", Data(media, plain), media, None if plain == data else "urlsafe")
        case {"fileData": {"fileUri": str() as uri}}:
            media = wire["fileData"].get("mimeType")
            told = media if isinstance(media, str) else None
            source: Source = FileId(uri) if uri.startswith(_OURS) else Url(uri)
            return _medium(wire, "fileData", source, told or _guessed(uri), told or "untold")
        case _:
            return Unknown(next((key for key in wire if key not in ("thoughtSignature", "thought")), ""), wire)


def write_part(part: Part, *, own: bool) -> dict[str, Any] | None:
    """One part; None for what has no place here, or stands elsewhere."""
    if type(part) is Text and not own and part.signature is None:
        return {"text": part.text}
    extra = dict(getattr(part, "extra", None) or {}) if own else {}
    match part:
        case Text():
            return {"text": part.text, **signed(part.signature), **extra}
        case Refusal():
            return {"text": part.text}
        case Reasoning():
            return {"text": part.text, "thought": True, **signed(write_signature(part)), **extra}
        case ToolCall():
            return write_call(part, own=own)
        case Image() | Video() | Document():
            return _write_medium(part, part.source, extra, own)
        case Audio(source=source) if source is not None:
            return _write_medium(part, source, extra, own)
        case Unknown():
            return dict(part.value) if own else None
        case _:
            return None


def signed(signature: str | None) -> dict[str, str]:
    """The field of a signature, if there is one."""
    return {} if signature is None else {"thoughtSignature": signature}


def reachable(source: Source) -> bool:
    """Is it something Google's servers can get at?"""
    return not isinstance(source, FileId) or source.id.startswith((*_OURS, "https://"))


def _read_thought(wire: Wire, text: str) -> Reasoning:
    signature = _signature(wire)
    rest = _rest(wire, "text", "thought")
    if signature is None:
        return Reasoning(text, signer=HERE, extra=rest)
    inner, sealed, id, signer = read_signature(signature)
    return Reasoning(text, inner, sealed, id=id, signer=signer, extra=rest)


def _medium(wire: Wire, field: str, source: Source, media: str, form: str | None) -> Part:
    inner = wire[field]
    name = inner.get("displayName")
    known = {"data", "fileUri", "mimeType"}
    kind = kind_of(media)
    if kind == "document" and isinstance(name, str):
        known.add("displayName")
    extra = _rest(wire, field)
    more = {key: value for key, value in inner.items() if key not in known}
    extra |= {field: more} if more else {}
    if kind == "image":
        level = wire.get("mediaResolution")
        detail = _DETAILS.get(str(level["level"])) if isinstance(level, dict) and level.keys() == {"level"} else None
        if detail is not None:
            del extra["mediaResolution"]
        return Image(source, detail, form=form, extra=extra, signature=_signature(wire))
    if (signature := _signature(wire)) is not None:
        extra["thoughtSignature"] = signature
    if kind == "audio":
        return Audio(source, form=form, extra=extra)
    if kind == "video":
        return Video(source, form=form, extra=extra)
    return Document(source, name if "displayName" in known and isinstance(name, str) else None, form=form, extra=extra)


def _write_medium(part: Media, source: Source, extra: dict[str, Any], own: bool) -> dict[str, Any] | None:
    form = part.form if own else None
    kind = (
        "image" if isinstance(part, Image) else "audio" if isinstance(part, Audio) else "video" if isinstance(part, Video) else "document"
    )
    name = {"displayName": part.name} if own and isinstance(part, Document) and part.name is not None else {}
    wire: dict[str, Any]
    match source:
        case Data(media_type, base64):
            data = base64.replace("+", "-").replace("/", "_") if form == "urlsafe" else base64
            media = media_type if own else of_data(media_type, base64, kind)  # type: ignore[arg-type]  # one of the four
            inner: dict[str, Any] = {**({"mimeType": media} if media else {}), "data": data, **name}
            wire = {"inlineData": inner | (extra.pop("inlineData", None) or {})}
        case Url(uri) | FileId(uri):
            if not own and not reachable(source):
                return None
            media = "" if form == "untold" else form or of_address(uri, kind)  # type: ignore[arg-type]  # one of the four
            inner = {**({"mimeType": media} if media else {}), "fileUri": uri, **name}
            wire = {"fileData": inner | (extra.pop("fileData", None) or {})}
    if isinstance(part, Image):
        wire |= signed(part.signature)
        wire |= {"mediaResolution": {"level": _LEVELS[part.detail]}} if own and part.detail in _LEVELS else {}
    return wire | extra


def _guessed(uri: str) -> str:
    return "video/mp4" if "youtube.com/" in uri or "youtu.be/" in uri else of_address(uri, "document")


def _signature(wire: Wire) -> str | None:
    signature = wire.get("thoughtSignature")
    return signature if isinstance(signature, str) else None


def _rest(wire: Wire, *known: str) -> dict[str, Any]:
    understood = (*known, "thoughtSignature") if isinstance(wire.get("thoughtSignature"), str) else known
    return {key: value for key, value in wire.items() if key not in understood}
