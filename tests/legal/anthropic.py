"""May a stream on the Anthropic wire look like this? One message_start, blocks one after another, one message_delta, message_stop last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.legal.sequence import framed
from tests.official import wrong_frame
from tests.readings.anthropic import FINISHES
from tests.readings.reading import parsed

DELTAS = {
    "text": {"text_delta", "citations_delta"},
    "thinking": {"thinking_delta", "signature_delta"},
    "tool_use": {"input_json_delta"},
    "server_tool_use": {"input_json_delta"},
}
AFTER = {"start": {"message_start"}, "blocks": {"content_block_start", "message_delta"}, "end": {"message_stop"}, "over": set[str]()}


def wrong(body: bytes) -> list[str]:
    """What is illegal about it."""
    return list(_Judge().judged(body))


class _Judge:
    def __init__(self) -> None:
        self.stage = "start"
        self.blocks = 0
        self.open: Any = None
        self.arguments = ""
        self.signed = False

    def judged(self, body: bytes) -> Iterator[str]:
        for frame in framed(body):
            kind = frame.data.get("type") if isinstance(frame.data, dict) else None
            if kind == "ping":
                continue
            if kind != frame.event:
                yield f"an event called {frame.event} of type {kind}"
            yield from (f"{kind}: {what}" for what in wrong_frame("anthropic", frame.data))
            yield from self._frame(str(kind), frame.data)
        if self.stage != "over":
            yield f"it stops in its {self.stage}"

    def _frame(self, kind: str, data: Any) -> Iterator[str]:
        if kind in ("content_block_delta", "content_block_stop"):
            if self.open is None or data["index"] != self.blocks - 1:
                yield f"{kind} of {data['index']}, which is not open"
            elif kind == "content_block_delta":
                yield from self._delta(data["delta"])
            else:
                yield from self._stop()
            return
        if self.open is not None:
            yield f"{kind} while a block is open"
        if kind not in AFTER[self.stage]:
            yield f"{kind} in its {self.stage}"
        match kind:
            case "message_start":
                self.stage = "blocks"
                if data["message"]["content"] != [] or data["message"]["stop_reason"] is not None:
                    yield "a message that is not empty at its start"
            case "content_block_start":
                yield from self._start(data)
            case "message_delta":
                self.stage = "end"
                if data["delta"]["stop_reason"] not in FINISHES:
                    yield f"a stop reason {data['delta']['stop_reason']}"
            case "message_stop":
                self.stage = "over"

    def _start(self, data: Any) -> Iterator[str]:
        if data["index"] != self.blocks:
            yield f"block {data['index']} after {self.blocks} blocks"
        self.blocks += 1
        self.open, self.arguments, self.signed = data["content_block"], "", False
        if self.open["type"] == "tool_use" and self.open["input"] != {}:
            yield "a tool_use that begins with its input"

    def _delta(self, delta: Any) -> Iterator[str]:
        if delta["type"] not in DELTAS.get(self.open["type"], ()):
            yield f"a {delta['type']} in a block of {self.open['type']}"
        if self.signed and delta["type"] == "thinking_delta":
            yield "a thought goes on after its signature"
        self.signed = delta["type"] == "signature_delta"
        self.arguments += delta.get("partial_json", "")

    def _stop(self) -> Iterator[str]:
        if self.arguments and not isinstance(parsed(self.arguments), dict):
            yield f"an input that is no object: {self.arguments[:60]}"
        self.open = None
