"""A provider on the Gemini wire that takes only what the reference allows, and wants its thought signatures back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.strict.saying import CACHED, COMPLETION, PROMPT, THOUGHT, Asked, Mind, Said

WIRE = "gemini"
ERRORS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}


def understand(body: Any, mind: Mind) -> Asked:
    """What it asks."""
    config = body.get("generationConfig") or {}
    asked = Asked(instructions=" ".join(part["text"] for part in (body.get("systemInstruction") or {}).get("parts") or ()))
    asked.tools = [each["name"] for tool in body.get("tools") or () for each in tool.get("functionDeclarations") or ()]
    asked.thinking = bool((config.get("thinkingConfig") or {}).get("includeThoughts"))
    asked.signs = True  # as Gemini 3 does, asked or not
    asked.structured = config.get("responseMimeType") == "application/json"
    calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
    if calling.get("mode") == "ANY":
        names = calling.get("allowedFunctionNames") or []
        asked.forced = names[0] if len(names) == 1 else ""
    for content in body["contents"]:
        parts = content["parts"]
        if content["role"] == "model":
            asked.steps += any("functionCall" in part for part in parts)
            _check([part for part in parts if "functionCall" in part], mind)
            continue
        asked.results = [_words(part["functionResponse"]["response"]) for part in parts if "functionResponse" in part]
        said = [part["text"] for part in parts if "text" in part]
        if said and not asked.results:
            asked.text, asked.steps = said[-1], 0
        asked.pictures = sum("inlineData" in part or "fileData" in part for part in parts)
    return asked


def _words(response: Any) -> str:
    return " ".join(value if isinstance(value, str) else json.dumps(value) for value in response.values())


def _check(calls: list[Any], mind: Mind) -> None:
    if calls and calls[0]["functionCall"].get("id"):
        mind.check(calls[0]["functionCall"]["id"], calls[0].get("thoughtSignature"))


def parts(said: Said) -> list[Any]:
    """The parts of an answer. Only the first of several calls is signed."""
    found: list[Any] = []
    if said.thought:
        found.append({"text": said.thought, "thought": True})
    if said.text:
        found.append({"text": said.text})
    for place, call in enumerate(said.calls):
        mark = {"thoughtSignature": said.signature} if said.signature and not place else {}
        found.append({"functionCall": {"id": call.id, "name": call.name, "args": json.loads(call.arguments)}, **mark})
    if said.signature and not said.calls:
        found[-1]["thoughtSignature"] = said.signature
    return found


def whole(said: Said, model: str, mind: Mind) -> Any:
    """A whole reply."""
    if said.signature and said.calls:
        mind.signed[said.calls[0].id] = said.signature
    return _reply(said, model, parts(said), {"finishReason": "STOP"})


def _reply(said: Said, model: str, found: list[Any], end: Any) -> Any:
    thought = THOUGHT if said.thought else 0
    return {
        "candidates": [{"content": {"role": "model", "parts": found}, "index": 0, **end}],
        "usageMetadata": {
            "promptTokenCount": PROMPT,
            "cachedContentTokenCount": CACHED,
            "candidatesTokenCount": COMPLETION - thought,
            "totalTokenCount": PROMPT + COMPLETION,
            **({"thoughtsTokenCount": thought} if thought else {}),
        },
        "modelVersion": model,
        "responseId": f"resp{said.number}",
    }


def stream(said: Said, model: str, mind: Mind) -> Iterator[bytes]:
    """The same in pieces, CRLF and all. Words are signed at the end, in a part without any."""
    found = whole(said, model, mind)["candidates"][0]["content"]["parts"]
    last = {"text": "", **({"thoughtSignature": found[-1].pop("thoughtSignature")} if said.signature and not said.calls else {})}
    for part in found:
        words = said.words if part.get("text") == said.text and not part.get("thought") else [None]
        for word in words:
            yield _event(_reply(said, model, [part if word is None else {"text": word}], {}))
    yield _event(_reply(said, model, [last], {"finishReason": "STOP"}))


def _event(data: Any) -> bytes:
    return f"data: {json.dumps(data)}\r\n\r\n".encode()


def error(status: int, message: str) -> Any:
    """In its words."""
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"}] if status == 429 else []
    return {"error": {"code": status, "message": message, "status": ERRORS.get(status, "INTERNAL"), "details": details}}


def count(_: Any) -> Any:
    """Of tokens."""
    return {"totalTokens": PROMPT}
