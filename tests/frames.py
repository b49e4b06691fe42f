"""Frames of the OpenAI chat wire as short as a word."""

from __future__ import annotations

import json
from typing import Any

DONE = b"data: [DONE]\n\n"
PING = b": ping\n\n"
USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}


def frame(delta: dict[str, Any] | None = None, finish: str | None = None, *, index: int = 0, **more: Any) -> bytes:
    """One frame with one choice; without a delta, with none."""
    choices = [] if delta is None else [{"index": index, "delta": delta, "finish_reason": finish}]
    wire = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "small", "choices": choices, **more}
    return b"data: " + json.dumps(wire).encode() + b"\n\n"


def say(text: str, **more: Any) -> bytes:
    """A word."""
    return frame({"content": text}, **more)


HELLO = frame({"role": "assistant", "content": ""})
STOP = frame({}, "stop")
COUNT = frame(usage=USAGE)
ERROR = b'data: {"error": {"message": "too many", "type": "server_error", "code": 503}}\n\n'
GOOD = HELLO + say("one ") + say("two") + STOP + COUNT + DONE
SHOWN = HELLO + say("one ") + say("two") + STOP + DONE  # to a caller who did not ask for the usage
WHOLE: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "small",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "one two"}, "finish_reason": "stop"}],
    "usage": USAGE,
}


def read(body: bytes) -> list[Any]:
    """The data of every frame; the end mark as it is."""
    blocks = [block for block in map(bytes.strip, body.split(b"\n\n")) if block.startswith(b"data:")]
    return [block[6:].decode() if block == DONE.strip() else json.loads(block[5:]) for block in blocks]


def text(body: bytes) -> str:
    """What the first answer says."""
    frames = [one for one in read(body) if isinstance(one, dict)]
    return "".join(c["delta"].get("content") or "" for one in frames for c in one.get("choices", ()) if c["index"] == 0)


def dechunked(body: bytes) -> bytes:
    """A body without its chunks."""
    pieces = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        pieces.append(rest[: int(size, 16)])
        body = rest[int(size, 16) + 2 :]
    return b"".join(pieces)
