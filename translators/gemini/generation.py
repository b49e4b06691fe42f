"""`generationConfig`, both ways: how the answer is made and what form it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.canonical import ChatRequest, Format, Image
from translators.gemini.abilities import Abilities
from translators.gemini.lowering import lowered
from translators.gemini.schema import json_schema, read_schema
from translators.gemini.thinking import read_thinking, write_thinking
from translators.translator import Wire

MOST_STOPS = 5
_INT32 = range(-(2**31), 2**31)
# Fields that mean the same here and inside: Google's name, ours, the types that are understood.
_SAME: tuple[tuple[str, str, tuple[type, ...]], ...] = (
    ("maxOutputTokens", "max_tokens", (int,)),
    ("temperature", "temperature", (int, float)),
    ("topP", "top_p", (int, float)),
    ("topK", "top_k", (int, float)),
    ("frequencyPenalty", "frequency_penalty", (int, float)),
    ("presencePenalty", "presence_penalty", (int, float)),
    ("seed", "seed", (int,)),
    ("candidateCount", "n", (int,)),
    ("responseLogprobs", "logprobs", (bool,)),
    ("logprobs", "top_logprobs", (int,)),
)
NAMES = {name: ours for name, ours, _ in _SAME}
JSON = "application/json"


def read_generation(wire: Wire) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our fields, and what has no place among them."""
    rest = dict(wire)
    known: dict[str, Any] = {}
    for name, ours, types in _SAME:
        value = rest.get(name)
        if isinstance(value, types) and isinstance(value, bool) is (types == (bool,)):
            known[ours] = int(rest.pop(name)) if ours in ("top_k", "max_tokens", "n", "seed", "top_logprobs") else rest.pop(name)
    if isinstance(rest.get("stopSequences"), list):
        known["stop"] = tuple(rest.pop("stopSequences"))
    if isinstance(rest.get("responseModalities"), list):
        known["modalities"] = tuple(str(word).lower() for word in rest.pop("responseModalities"))
    if isinstance(rest.get("thinkingConfig"), dict):
        known["thinking"] = read_thinking(rest.pop("thinkingConfig"))
    match rest.get("speechConfig"):
        case {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": str() as voice}}}:
            known["audio"] = {"voice": voice}
            del rest["speechConfig"]
    _read_format(rest, known)
    return known, rest


def write_generation(request: ChatRequest, able: Abilities, *, formatted: bool, own: bool) -> tuple[dict[str, Any], list[str]]:
    """The configuration, and the names of what this model would refuse. `formatted`: the form of the answer is said here."""
    wire: dict[str, Any] = {}
    lost: list[str] = []
    for name, ours, _ in _SAME:
        value = getattr(request, ours)
        if value is None:
            continue
        if own or _fits(ours, value, able):
            wire[name] = bool(value) if ours == "logprobs" else value  # Together's is a number
        elif value != 0 or ours == "seed":
            lost.append(ours)
    if not own and not wire.get("responseLogprobs"):
        wire.pop("logprobs", None)
        wire.pop("responseLogprobs", None)
    if request.stop is not None:
        wire["stopSequences"] = list(request.stop if own else request.stop[:MOST_STOPS])
        lost += ["stop"] if not own and len(request.stop) > MOST_STOPS else []
    if request.modalities is not None and (own or request.modalities != ("text",)):
        wire["responseModalities"] = _modalities(request.modalities, own)
    if request.audio is not None and isinstance(voice := request.audio.get("voice"), str):
        wire["speechConfig"] = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": voice}}}
        lost += ["audio.format"] if not own and request.audio.get("format") not in (None, "pcm16") else []
    if request.thinking is not None and (thinking := write_thinking(request.thinking, able)):
        wire["thinkingConfig"] = thinking
    elif (
        request.thinking is not None
        and not own
        and able.thinks in _NOTHING
        and (request.thinking.effort, request.thinking.budget) not in _NOTHING[able.thinks]
    ):
        lost.append("reasoning_effort")
    if request.format is not None and formatted:
        wire |= _write_format(request.format, able)
    return wire | ({} if own else _resolution(request)), lost


_UNSAID = (None, None)
# What need not be said, for a model to do it. One that nobody knows may think when it is not told to leave that.
_NOTHING = {"never": (_UNSAID, ("none", None), (None, 0)), "untold": (_UNSAID,)}


def _fits(name: str, value: Any, able: Abilities) -> bool:
    if name in ("frequency_penalty", "presence_penalty"):
        return able.penalties
    return name != "seed" or value in _INT32


def _modalities(words: tuple[str, ...], own: bool) -> list[str]:
    """A model of Google's that speaks does nothing else."""
    return ["AUDIO"] if not own and "audio" in words else [word.upper() for word in words]


def _resolution(request: ChatRequest) -> dict[str, str]:
    """How closely to look at pictures is said once for all of them here: as closely as one of them needs."""
    details = [part.detail for message in request.messages for part in message.parts if isinstance(part, Image)]
    if "high" in details:
        return {"mediaResolution": "MEDIA_RESOLUTION_HIGH"}
    return {"mediaResolution": "MEDIA_RESOLUTION_LOW"} if details and set(details) == {"low"} else {}


def _read_format(rest: dict[str, Any], known: dict[str, Any]) -> None:
    """A schema in either kind. A list of words to choose from (`text/x.enum`) is Google's alone."""
    media = rest.get("responseMimeType")
    if media == "text/plain":
        known["format"] = Format("text")
        del rest["responseMimeType"]
    if media != JSON:
        return
    del rest["responseMimeType"]
    schema = rest.get("responseJsonSchema")
    if isinstance(schema, dict):
        del rest["responseJsonSchema"]
    elif isinstance(rest.get("responseSchema"), dict):
        schema = read_schema(rest.pop("responseSchema"))
    if isinstance(schema, dict):
        known["format"] = Format("json_schema", schema=schema)
    else:
        known["format"] = Format("json_object")


def _write_format(format: Format, able: Abilities) -> dict[str, Any]:
    if format.kind == "text":
        return {"responseMimeType": "text/plain"}
    if format.kind == "json_object" or format.schema is None:
        return {"responseMimeType": JSON}
    schema: Mapping[str, Any] = format.schema
    if format.description is not None and "description" not in schema:
        schema = {"description": format.description, **schema}
    if able.json_schema:
        return {"responseMimeType": JSON, "responseJsonSchema": json_schema(schema)}
    return {"responseMimeType": JSON, "responseSchema": lowered(schema, ordered=True)}
