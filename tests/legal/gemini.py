"""May a stream on the Gemini wire look like this? Each frame a reply of its own, parts that say one thing, the end and the usage last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.legal.sequence import framed
from tests.official import wrong_frame

SAYS = ("text", "functionCall", "inlineData", "fileData", "executableCode", "codeExecutionResult", "functionResponse")


def wrong(body: bytes) -> list[str]:
    """What is illegal about it."""
    return list(_judged(body))


def _judged(body: bytes) -> Iterator[str]:
    ended: set[int] = set()
    frames = framed(body)
    heads = {(frame.data.get("responseId"), frame.data.get("modelVersion")) for frame in frames if isinstance(frame.data, dict)}
    if len(heads) != 1:
        yield f"{len(heads)} heads"
    for frame in frames:
        if frame.event is not None or not isinstance(frame.data, dict):
            yield f"a frame that is no reply: {frame}"
            continue
        yield from wrong_frame("gemini", frame.data)
        for candidate in frame.data.get("candidates") or ():
            index = candidate.get("index", 0)
            if index in ended:
                yield f"candidate {index} goes on after its end"
            if candidate.get("finishReason"):
                ended.add(index)
            yield from _content(candidate.get("content"))
    counted = [bool(frame.data.get("usageMetadata")) for frame in frames if isinstance(frame.data, dict)]
    if any(counted) and not counted[-1]:
        yield "no usage in its last frame"
    if not ended:
        yield "no end"


def _content(content: Any) -> Iterator[str]:
    if content is None:
        return
    if content.get("role") != "model":
        yield f"role {content.get('role')}"
    for part in content.get("parts") or ():
        if len([name for name in SAYS if name in part]) != 1:
            yield f"a part that does not say one thing: {sorted(part)}"
        if "functionCall" in part and not (part["functionCall"].get("name") and isinstance(part["functionCall"].get("args", {}), dict)):
            yield f"a call without a name or with arguments that are no object: {part}"
