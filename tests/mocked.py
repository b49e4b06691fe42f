"""What a caller of the mock sends and reads, on the OpenAI chat wire."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from proxy.exchange.exchange import Ask, Bounds, Origin, Patience

PATIENT = Patience(first_byte=5.0, idle=5.0, total=20.0)


def wanting(text: str = "one two three four five six", *, model: str = "echo", stream: bool = False, **fields: Any) -> bytes:
    """A request's bytes."""
    usage = {"stream_options": {"include_usage": True}} if stream else {}
    return json.dumps({"model": model, "messages": [{"role": "user", "content": text}], "stream": stream, **usage, **fields}).encode()


def ask(body: bytes, patience: Patience = PATIENT, path: str = "/v1/chat/completions") -> Ask:
    """The same, for an exchange."""
    return Ask("mock", Origin("mock", "", 0), path, (), body, patience, Bounds())


def frames(chunks: Iterable[bytes]) -> list[Any]:
    """Decoded frames of a stream; comments and the end mark as they are written."""
    blocks = b"".join(chunks).split(b"\n\n")
    return [json.loads(block[6:]) if block.startswith(b"data: {") else block.decode() for block in blocks if block]


def text_of(events: Iterable[Any]) -> str:
    """The content of all frames."""
    choices = [choice for event in events if isinstance(event, dict) for choice in event.get("choices", ())]
    return "".join(choice["delta"].get("content") or "" for choice in choices)
