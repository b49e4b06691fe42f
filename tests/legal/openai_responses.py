"""May a stream on the Responses wire look like this? Numbered events; items and parts opened and closed in order; the whole at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.legal.sequence import framed
from tests.official import wrong_frame

LAST = {"response.completed", "response.incomplete"}
OPENS = {"response.content_part.added": "content_index", "response.reasoning_summary_part.added": "summary_index"}
CLOSES = {"response.content_part.done": "content_index", "response.reasoning_summary_part.done": "summary_index"}
# What may be said only in an open part, by the type of the part.
IN_PART = {
    "response.output_text.delta": "output_text",
    "response.output_text.done": "output_text",
    "response.output_text.annotation.added": "output_text",
    "response.refusal.delta": "refusal",
    "response.refusal.done": "refusal",
    "response.reasoning_text.delta": "reasoning_text",
    "response.reasoning_text.done": "reasoning_text",
    "response.reasoning_summary_text.delta": "summary_text",
    "response.reasoning_summary_text.done": "summary_text",
}
IN_ITEM = {
    "response.function_call_arguments.delta": "function_call",
    "response.function_call_arguments.done": "function_call",
    "response.custom_tool_call_input.delta": "custom_tool_call",
    "response.custom_tool_call_input.done": "custom_tool_call",
}


def wrong(body: bytes) -> list[str]:
    """What is illegal about it."""
    return list(_Judge().judged(body))


class _Judge:
    def __init__(self) -> None:
        self.items: list[Any] = []  # as they began
        self.done: dict[int, Any] = {}
        self.parts: dict[tuple[int, str, int], str] = {}  # those that are open
        self.heard: dict[Any, str] = {}

    def judged(self, body: bytes) -> Iterator[str]:
        frames = framed(body)
        for number, frame in enumerate(frames):
            kind = frame.data.get("type") if isinstance(frame.data, dict) else None
            if kind is None or kind != frame.event:
                yield f"an event called {frame.event} of type {kind}"
                continue
            if frame.data.get("sequence_number") != number:
                yield f"{kind} is numbered {frame.data.get('sequence_number')}, not {number}"
            yield from (f"{kind}: {what}" for what in wrong_frame("openai_responses", frame.data))
            if (number == 0) != (kind == "response.created") or (number == len(frames) - 1) != (kind in LAST):
                yield f"{kind} at {number} of {len(frames)}"
            yield from self._frame(kind, frame.data)
        if frames and isinstance(frames[-1].data, dict) and frames[-1].data.get("type") in LAST:
            yield from self._last(frames[-1].data["response"])

    def _frame(self, kind: str, data: Any) -> Iterator[str]:
        index = data.get("output_index", -1)
        match kind:
            case "response.output_item.added":
                if index != len(self.items):
                    yield f"item {index} after {len(self.items)} items"
                self.items.append(data["item"])
            case "response.output_item.done":
                if not 0 <= index < len(self.items) or index in self.done:
                    yield f"item {index} ends, which is not open"
                elif self.items[index]["id"] != data["item"]["id"]:
                    yield f"item {index} has another id at its end"
                if any(place[0] == index for place in self.parts):
                    yield f"item {index} ends with an open part"
                self.done[index] = data["item"]
            case _ if index >= 0:
                yield from self._inside(kind, data, index)

    def _inside(self, kind: str, data: Any, index: int) -> Iterator[str]:
        if not index < len(self.items) or index in self.done:
            yield f"{kind} in item {index}, which is not open"
            return
        if data.get("item_id") != self.items[index]["id"]:
            yield f"{kind} calls item {index} by another id"
        named = {**OPENS, **CLOSES}.get(kind) or ("summary_index" if "summary" in kind else "content_index")
        place = (index, named, data.get(named, -1))
        if kind in OPENS:
            if place in self.parts or data[named] != len([key for key in self.heard if isinstance(key, tuple) and key[:2] == place[:2]]):
                yield f"part {place} does not follow the ones before"
            self.parts[place], self.heard[place] = data["part"]["type"], ""
        elif kind in CLOSES:
            if self.parts.pop(place, None) != data["part"]["type"]:
                yield f"part {place} ends, which is not open or of another type"
            if (said := data["part"].get("text", data["part"].get("refusal"))) != self.heard.get(place):
                yield f"part {place} ends with {said!r}, not with what was said"
        elif kind in IN_PART:
            if self.parts.get(place) != IN_PART[kind]:
                yield f"{kind} in part {place}, which is {self.parts.get(place)}"
            yield from self._hear(kind, data, place)
        elif kind in IN_ITEM:
            if self.items[index]["type"] != IN_ITEM[kind]:
                yield f"{kind} in a {self.items[index]['type']}"
            yield from self._hear(kind, data, index)

    def _hear(self, kind: str, data: Any, place: Any) -> Iterator[str]:
        if kind.endswith(".delta"):
            self.heard[place] = self.heard.get(place, "") + data["delta"]
        elif kind.endswith(".done"):
            said = next(data[name] for name in ("text", "refusal", "arguments", "input") if name in data)
            if said != self.heard.get(place, ""):
                yield f"{kind} with {said!r}, not with what was said"

    def _last(self, response: Any) -> Iterator[str]:
        if set(self.done) != set(range(len(self.items))):
            yield f"{len(self.items)} items began and {sorted(self.done)} ended"
        elif response["output"] != [self.done[index] for index in range(len(self.items))]:
            yield "the last event has other items than those that ended"
