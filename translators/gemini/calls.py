"""Calls of functions and their results, both ways. Google's arguments are objects; ours are the text the model wrote."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from translators.canonical import Data, Document, FileId, Image, Text, ToolCall, ToolResult, Url
from translators.framing import json_text
from translators.gemini.media import of_address, of_data
from translators.translator import Wire

INPUT = "input"  # under this name stand arguments that are no JSON object
MADE_UP = "call_mb_"  # how ids begin that we made up where Google gave none: they are never said to Google
NATIVE = ("image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain")  # what may stand inside a result
_SPOKEN = ("result", "output")  # a result that is nothing but words stands under one of these
_ATTACHED = "What the tool gave is attached."


def made_up_id(reply: str, answer: int, place: int, wire: Wire) -> str:
    """For a call that came without one. The same reply gives the same ids, another reply others; one without a name is told by the call."""
    letters = "".join(letter for letter in reply if letter.isascii() and letter.isalnum())
    return f"{MADE_UP}{letters[-20:] or _digest(wire)}_{answer}_{place}"


def _digest(wire: Wire) -> str:
    call = wire.get("functionCall")
    if not isinstance(call, dict):
        return ""
    said = written([call.get("name"), call.get("args") or {}, wire.get("thoughtSignature")])
    return sha256(said.encode()).hexdigest()[:20]


def read_call(wire: Wire, id: str) -> ToolCall:
    """One call."""
    call = wire["functionCall"]
    told, args = call.get("id"), call.get("args")
    if len(wire) == 1 and len(call) == 2 and type(args) is dict:  # what most of them are: a name and arguments
        return ToolCall(id, call["name"], written(args))
    told = told if isinstance(told, str) and told else None
    understood = {"name", "args"} | ({"id"} if told is not None else set())
    more = {key: value for key, value in call.items() if key not in understood}
    signature = wire.get("thoughtSignature")
    known = {"functionCall"} | ({"thoughtSignature"} if isinstance(signature, str) else set())
    extra = {key: value for key, value in wire.items() if key not in known}
    return ToolCall(
        told or id,
        call["name"],
        written(args) if isinstance(args, dict) else "{}",
        signature=signature if isinstance(signature, str) else None,
        extra=extra | {"functionCall": more} if more else extra,
    )


def write_call(call: ToolCall, *, own: bool, ids: bool = True) -> dict[str, Any]:
    """One call."""
    if not own and call.signature is None:
        return {"functionCall": {**_id(call.id, ids), "name": call.name, "args": arguments(call.arguments)}}
    extra = dict(call.extra) if own else {}
    more = extra.pop("functionCall", None) or {}
    wire: dict[str, Any] = {"functionCall": {**_id(call.id, ids), "name": call.name, "args": arguments(call.arguments), **more}}
    return wire | ({} if call.signature is None else {"thoughtSignature": call.signature}) | extra


def arguments(text: str) -> dict[str, Any]:
    """Arguments as an object. What is none stands in one, under INPUT."""
    if not text.strip():
        return {}
    try:
        value = json_text.decode(text.encode())
    except ValueError:
        return {INPUT: text}
    return value if isinstance(value, dict) else {INPUT: value}


def written(value: Any) -> str:
    """JSON as text."""
    return json_text.encode(value).decode()


def read_result(wire: Wire, id: str) -> tuple[ToolResult, str]:
    """One result, and under which name its words stood, where they were nothing but words."""
    result = wire["functionResponse"]
    told, name, said = result.get("id"), result.get("name"), result.get("response")
    if len(wire) == 1 and len(result) == 2 and type(name) is str and type(said) is dict and len(said) == 1:
        key = next(iter(said))
        if key in _SPOKEN and _only_words(said[key]):
            return ToolResult(id, (Text(said[key]),), name), key  # what most of them are
    parts: list[Text | Image | Document] = []
    failed, key = None, ""
    match said:
        case {"error": str() as text, **rest} if not rest:
            failed = True
            parts.append(Text(text))
        case dict() if len(said) == 1 and (key := next(iter(said))) in _SPOKEN and _only_words(said[key]):
            parts.append(Text(said[key]))
        case dict():
            key = ""
            parts.append(Text(written(said)))
    known = {"name", "response"} | ({"id"} if isinstance(told, str) else set())
    media = result.get("parts")
    if isinstance(media, list) and all(isinstance(part, dict) and _medium(part) is not None for part in media):
        known.add("parts")
        parts += [medium for part in media if (medium := _medium(part)) is not None]
    more = {field: value for field, value in result.items() if field not in known} if len(result) > len(known) else {}
    extra = {} if len(wire) == 1 else {field: value for field, value in wire.items() if field != "functionResponse"}
    extra |= {"functionResponse": more} if more else {}
    return ToolResult(
        told if isinstance(told, str) and told else id, tuple(parts), name if isinstance(name, str) else None, failed, extra=extra
    ), key


def write_result(
    result: ToolResult, name: str, *, own: bool, ids: bool = True, inside: bool = True, key: str = ""
) -> tuple[dict[str, Any], list[Image | Document]]:
    """One result, and the pictures and documents of it that must stand after it."""
    if not own and len(result.parts) == 1 and type(result.parts[0]) is Text:
        return {"functionResponse": {**_id(result.id, ids), "name": name, "response": _response(result, False, key or "result")}}, []
    media = [part for part in result.parts if not isinstance(part, Text)]
    native = [part for part in media if own or (inside and isinstance(part.source, Data) and _type(part) in NATIVE)]
    extra = dict(result.extra) if own else {}
    more = extra.pop("functionResponse", None) or {}
    wire: dict[str, Any] = {**_id(result.id, ids), "name": name, "response": _response(result, bool(media), key or "result")}
    if native:
        wire["parts"] = [_write_medium(part) for part in native]
    return {"functionResponse": wire | more, **extra}, [part for part in media if part not in native]


def _response(result: ToolResult, media: bool, key: str) -> dict[str, Any]:
    text = "\n".join(part.text for part in result.parts if isinstance(part, Text))
    if result.failed:
        return {"error": text}
    if not _only_words(text):
        return json_text.decode(text.encode())  # type: ignore[no-any-return]  # an object: it was looked at
    return {key: text or (_ATTACHED if media else "")}


def _only_words(text: Any) -> bool:
    """Is it text, and not an object in JSON?"""
    if not isinstance(text, str):
        return False
    if not text.lstrip().startswith("{"):
        return True
    try:
        return not isinstance(json_text.decode(text.encode()), dict)
    except ValueError:
        return True


def _id(id: str, ids: bool) -> dict[str, str]:
    return {"id": id} if ids and id and not id.startswith(MADE_UP) else {}


def _medium(wire: Mapping[str, Any]) -> Image | Document | None:
    match wire:
        case {"inlineData": {"data": str() as data, "mimeType": str() as media, **rest}, **others} if not rest and not others:
            plain = data.replace("-", "+").replace("_", "/")
            source = Data(media, plain)
            form = None if plain == data else "urlsafe"
            return Image(source, form=form) if media.startswith("image/") else Document(source, form=form)
        case _:
            return None


def _write_medium(part: Image | Document) -> dict[str, Any]:
    match part.source:
        case Data(_, base64):
            data = base64.replace("+", "-").replace("/", "_") if part.form == "urlsafe" else base64
            return {"inlineData": {"mimeType": _type(part), "data": data}}
        case Url(uri) | FileId(uri):
            return {"fileData": {"mimeType": of_address(uri, "image" if isinstance(part, Image) else "document"), "fileUri": uri}}


def _type(part: Image | Document) -> str:
    if not isinstance(part.source, Data):
        return ""
    return of_data(part.source.media_type, part.source.base64, "image" if isinstance(part, Image) else "document")
