"""What this wire calls the fields and parts of a question."""

from __future__ import annotations

from collections.abc import Iterable

from translators.canonical import ChatRequest
from translators.framing import json_text
from translators.gemini.generation import NAMES
from translators.gemini.spelling import many
from translators.vocabulary import spelled

_CONFIG = "generationConfig"
_FIELDS = {
    **{ours: f"{_CONFIG}.{name}" for name, ours in NAMES.items()},
    "stop": f"{_CONFIG}.stopSequences",
    "modalities": f"{_CONFIG}.responseModalities",
    "audio": f"{_CONFIG}.speechConfig",
    "audio.format": f"{_CONFIG}.speechConfig",
    "reasoning_effort": f"{_CONFIG}.thinkingConfig",
    "tool_choice": "toolConfig.functionCallingConfig",
}


def spell(request: ChatRequest, names: Iterable[str]) -> tuple[str, ...]:
    """Places of a question that came from this wire, in its own spelling: camelCase."""
    schema = request.format is not None and request.format.kind == "json_schema"
    fields = {"response_format": f"{_CONFIG}.{_schema(request) if schema else 'responseMimeType'}"}
    return spelled(request, names, fields=_FIELDS | fields, turn=_turn, tool=_tool)


def _schema(request: ChatRequest) -> str:
    given = request.form.get(_CONFIG) or ""
    return "responseJsonSchema" if "responseJsonSchema" in given or "response_json_schema" in given else "responseSchema"


def _turn(request: ChatRequest, index: int, part: int | None, rest: str) -> str:
    message, instructed = request.messages[index], request.messages[0].role == "system"
    place = "systemInstruction" if message.role == "system" else f"contents[{index - instructed}]"
    return f"{place}{rest}" if part is None else f"{place}.parts[{part}]"


def _tool(request: ChatRequest, index: int) -> str:
    """All functions are in one tool, or in several."""
    given = request.form.get("tools")
    places: list[str] = []
    for place, tool in enumerate(many(json_text.decode(given.encode())) if given else ()):
        for name, value in tool.items():
            if name in ("functionDeclarations", "function_declarations"):
                places += [f"tools[{place}].functionDeclarations[{each}]" for each in range(len(many(value)))]
            else:
                places.append(f"tools[{place}].{name}")
    return places[index] if index < len(places) else f"tools[{index}]"
