"""What the caller said, as text: words as they are, everything else by its name. Nothing is ever fetched."""

from __future__ import annotations

from collections.abc import Iterable

from translators.canonical import Audio, ChatRequest, Data, Document, FileId, Image, Part, Source, Text, ToolResult, Url, Video

KILO = 1000


def heard(request: ChatRequest) -> str:
    """What is to be echoed: the tools' answers when they come last, else what the user said last."""
    if found := results(request):
        return "\n".join(words(result.parts) for result in found)
    for message in reversed(request.messages):
        if message.role == "user":
            return words(message.parts)
    return words(request.messages[-1].parts) if request.messages else ""


def results(request: ChatRequest) -> tuple[ToolResult, ...]:
    """The tools' answers that nobody has replied to yet, in order."""
    found: list[ToolResult] = []
    for message in reversed(request.messages):
        here = [part for part in message.parts if isinstance(part, ToolResult)]
        if not here:
            break
        found[:0] = here
    return tuple(found)


def words(parts: Iterable[Part]) -> str:
    """Parts as lines."""
    return "\n".join(line for line in map(_line, parts) if line is not None)


def _line(part: Part) -> str | None:
    match part:
        case Text(text):
            return text
        case Image(source):
            return f"[image {_named(source)}]"
        case Audio(None):
            return "[audio]"
        case Audio(source):
            return f"[audio {_named(source)}]"
        case Document(source, name):
            return f"[document {name + ' ' if name else ''}{_named(source)}]"
        case Video(source):
            return f"[video {_named(source)}]"
    return None


def _named(source: Source | None) -> str:
    match source:
        case Url(url):
            return url
        case Data(media_type, base64):
            return f"{media_type} {_size(len(base64.rstrip('=')) * 3 // 4)}"
        case FileId(id):
            return id
    return ""


def _size(size: int) -> str:
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.0f} kB"
    return f"{size / KILO / KILO:.1f} MB"
