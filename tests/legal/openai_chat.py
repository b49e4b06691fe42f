"""May a stream on the OpenAI chat wire look like this? One id, roles first, calls that begin with a name, one end a choice, [DONE] last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.legal.sequence import framed
from tests.official import wrong_frame

FINISHES = {"stop", "length", "tool_calls", "content_filter", "function_call"}


def wrong(body: bytes) -> list[str]:
    """What is illegal about it."""
    return list(_Judge().judged(body))


class _Judge:
    def __init__(self) -> None:
        self.head: Any = None
        self.begun: set[int] = set()
        self.ended: set[int] = set()
        self.calls: dict[int, int] = {}  # of each choice
        self.usage = False

    def judged(self, body: bytes) -> Iterator[str]:
        frames = framed(body)
        if not frames or frames[-1].data != "[DONE]":
            yield "no [DONE] at its end"
        for frame in frames[:-1]:
            if not isinstance(frame.data, dict):
                yield f"a frame that is no object: {frame.data!r}"
                continue
            yield from wrong_frame("openai_chat", frame.data)
            head = tuple(frame.data.get(name) for name in ("id", "object", "created", "model"))
            if self.head not in (None, head):
                yield f"another head: {head} after {self.head}"
            self.head = head
            yield from self._frame(frame.data)
        if not self.begun or self.begun != self.ended:
            yield f"choices {self.begun} began and {self.ended} ended"

    def _frame(self, data: Any) -> Iterator[str]:
        if self.usage:
            yield "something after the usage"
        if not data["choices"]:
            self.usage = True
            if not data.get("usage"):
                yield "a frame that says nothing"
        for choice in data["choices"]:
            yield from self._choice(choice)

    def _choice(self, choice: Any) -> Iterator[str]:
        index, delta = choice["index"], choice.get("delta") or {}
        if index in self.ended:
            yield f"choice {index} goes on after its end"
        if index not in self.begun:
            self.begun.add(index)
            if delta.get("role") != "assistant":
                yield f"choice {index} begins without a role"
        for call in delta.get("tool_calls") or ():
            yield from self._call(index, call)
        if choice.get("finish_reason") is not None:
            self.ended.add(index)
            if choice["finish_reason"] not in FINISHES:
                yield f"finish_reason {choice['finish_reason']}"

    def _call(self, index: int, call: Any) -> Iterator[str]:
        known = self.calls.get(index, 0)
        inner = call.get("function") or call.get("custom") or {}
        if call["index"] > known:
            yield f"call {call['index']} after {known} calls"
        elif call["index"] == known:
            self.calls[index] = known + 1
            if not call.get("id") or not call.get("type") or "name" not in inner:
                yield f"a call that begins without id, type or name: {call}"
        if not isinstance(inner.get("arguments", ""), str):
            yield "arguments that are no text"
