"""Is this a question? Slowly, precisely, and in words: what the hot path refuses is judged here."""

from __future__ import annotations

from typing import Any

from translators.gemini.spelling import camel
from translators.parse import parse_request
from translators.shapes import Check, at_least_one, each, either, fields, flag, named, number, record, text, whole, wrong
from translators.translator import Envelope

ROLES = ("user", "model", "function", "tool")


def check_request(body: bytes) -> Envelope:
    """What the gateway must know of a question, or a Problem that names the field at fault. Nothing else, for any bytes."""
    return checked(camel(parse_request(body)))


def checked(request: Any) -> Envelope:
    """The same of JSON in camelCase."""
    _REQUEST(request, "")
    config = request.get("generationConfig") or {}
    longest, n, tier = config.get("maxOutputTokens"), config.get("candidateCount"), request.get("serviceTier")
    return Envelope(
        model="",
        wants_usage=True,
        max_tokens=None if longest is None else int(longest),
        n=int(n or 1),
        tier=tier.lower() if isinstance(tier, str) else None,
    )


def _one_or_more(check: Check, *, some: bool = False) -> Check:
    """A list of such, or one."""
    return either("an object or a list", (list, each(check, some=some)), (dict, check))


def _role(value: Any, where: str) -> None:
    text(value, where)
    if value not in ROLES:
        raise wrong(where, f"must be one of {', '.join(ROLES)}, not {value[:40]!r}")


def _args(value: Any, where: str) -> None:
    if value is not None and not isinstance(value, dict):
        raise wrong(where, f"must be an object, not {named(value)}")


_PART = fields(
    {},
    {
        "text": text,
        "thought": flag,
        "thoughtSignature": text,
        "inlineData": fields({"data": text}, {"mimeType": text, "displayName": text}),
        "fileData": fields({"fileUri": text}, {"mimeType": text, "displayName": text}),
        "functionCall": fields({"name": text}, {"id": text, "args": _args}),
        "functionResponse": fields({"name": text}, {"id": text, "response": _args, "parts": each(record)}),
    },
)
_PARTS = _one_or_more(_PART)
_CONTENT = fields({"parts": _PARTS}, {"role": _role})
_INSTRUCTIONS = either(
    "an object or a string",
    (str, text),
    (list, each(_PART)),
    (dict, either("an object", (dict, fields({}, {"parts": _PARTS, "role": text})))),
)
_DECLARATION = fields({"name": text}, {"description": text, "parameters": record, "parametersJsonSchema": record})
_CONFIG = fields(
    {},
    {
        "maxOutputTokens": whole,
        "candidateCount": at_least_one,
        "temperature": number,
        "topP": number,
        "topK": number,
        "seed": whole,
        "presencePenalty": number,
        "frequencyPenalty": number,
        "stopSequences": each(text),
        "responseMimeType": text,
        "responseSchema": record,
        "responseModalities": each(either("a string or a number", (str, text), (int, whole))),
        "responseLogprobs": flag,
        "logprobs": whole,
        "thinkingConfig": fields({}, {"includeThoughts": flag, "thinkingBudget": whole, "thinkingLevel": text}),
        "speechConfig": record,
    },
)
_CHOICE = fields({}, {"functionCallingConfig": fields({}, {"allowedFunctionNames": each(text)})})
_REQUEST = fields(
    {"contents": _one_or_more(_CONTENT, some=True)},
    {
        "model": text,
        "systemInstruction": _INSTRUCTIONS,
        "tools": _one_or_more(fields({}, {"functionDeclarations": _one_or_more(_DECLARATION)})),
        "toolConfig": _CHOICE,
        "generationConfig": _CONFIG,
        "serviceTier": text,
    },
)
