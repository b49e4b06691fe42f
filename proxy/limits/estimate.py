"""About how many tokens a question has, where nobody counts them for us. There is no tokeniser here: bytes are counted."""

from __future__ import annotations

import json
from collections.abc import Iterable

from translators.canonical import (
    Audio,
    ChatRequest,
    Data,
    Document,
    Image,
    Part,
    Reasoning,
    Refusal,
    Source,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Unknown,
    Video,
)

# docs/headers-and-errors.md has these figures. Four bytes are a token in English; in other scripts, whose characters are
# two to four bytes, about one character is: the same formula comes near in both.
BYTES = 4
MESSAGE = 4  # its role and its bounds
TOOL = 12  # what stands around its name, its description and its schema
IMAGE = 1000  # of a usual size; providers say from 85 to 1,600
VIDEO = 5000
DOCUMENT = 3000  # one whose size is not known
DOCUMENT_BYTES = 20  # of a PDF, or the like, for a token
AUDIO = 500  # one whose size is not known
AUDIO_BYTES = 1000


def estimate(request: ChatRequest) -> int:
    """Tokens that go in."""
    said = sum(MESSAGE + of_parts(message.parts) for message in request.messages)
    schema = request.format.schema if request.format is not None else None
    return said + sum(map(_tool, request.tools)) + (_json(schema) if schema is not None else 0)


def of_parts(parts: Iterable[Part]) -> int:
    """Tokens of some parts, of a question or of an answer."""
    return sum(map(_part, parts))


def _part(part: Part) -> int:
    match part:
        case Text(text) | Refusal(text) | Reasoning(text):
            return _words(text)
        case ToolCall(name=name, arguments=arguments):
            return MESSAGE + _words(name) + _words(arguments)
        case ToolResult():
            return MESSAGE + of_parts(part.parts)
        case Image():
            return IMAGE
        case Video():
            return VIDEO
        case Audio(source):
            return _sized(source, AUDIO, AUDIO_BYTES)
        case Document(Data(media_type) as source) if media_type.startswith("text/"):
            return _sized(source, DOCUMENT, BYTES)
        case Document(source):
            return _sized(source, DOCUMENT, DOCUMENT_BYTES)
        case Unknown(value=value):
            return _json(value)


def _tool(tool: Tool) -> int:
    told = [tool.schema, tool.grammar, tool.extra if tool.kind == "native" else None]
    return TOOL + _words(tool.name) + _words(tool.description or "") + sum(_json(each) for each in told if each is not None)


def _sized(source: Source | None, otherwise: int, bytes_a_token: int) -> int:
    if isinstance(source, Data):
        return -(-len(source.base64) * 3 // 4 // bytes_a_token)
    return otherwise


def _words(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // BYTES)


def _json(value: object) -> int:
    return _words(json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")))
