"""A streamed reply read. This wire opens and closes its blocks one after another, each under its own number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from translators.anthropic.blocks import UNOPENED, Answer, Block, begin, close, more
from translators.anthropic.problems import WIRE, problem_in
from translators.anthropic.response import OF_THE_ANSWER, ended
from translators.anthropic.usage import merged, read_usage
from translators.canonical import NOTHING, ChoiceEnd, Event, Finish, Kind, PartDelta, Problem, Reasoning, Start, Text
from translators.translator import Wire

_MESSAGE = frozenset({"id", "type", "role", "model", "content", "stop_reason", *OF_THE_ANSWER})
_DELTA = frozenset({"stop_reason", *OF_THE_ANSWER})
_TOP = frozenset({"type", "delta", "usage"})
_NOTHING_OPEN = (None, "", "")


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_answer", "_done", "_extra", "_of_answer", "_open", "_said", "_start", "_usage", "_word")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._answer = Answer()
        self._open: tuple[Block | None, str, str] = _NOTHING_OPEN  # the block that nearly every frame says more of, and how it is said
        self._usage: dict[str, Any] | None = None
        self._said: Mapping[str, Any] = {}  # what Start has told beside the answer
        self._extra: dict[str, Any] = {}
        self._of_answer: dict[str, Any] = {}
        self._word: str | None = None  # why it ended
        self._done = False

    def more(self, wire: Wire) -> PartDelta | None:
        """The one event of a frame that only says more of the open words or thought."""
        block, kind, name = self._open
        delta = wire.get("delta")
        if block is None or type(delta) is not dict or delta.get("type") != kind or wire.get("type") != "content_block_delta":
            return None
        text = delta.get(name)
        number = wire.get("index")
        if type(text) is not str or not text or type(number) is not int or self._answer.blocks.get(number) is not block:
            return None
        block.length += len(text)
        return PartDelta(block.place, text)

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        more = self.more(wire)
        if more is not None:
            return [more]
        kind = wire.get("type")
        if kind == "content_block_delta":
            return self._more(wire)
        read = _FRAMES.get(kind) if isinstance(kind, str) else None
        if read is not None:
            return read(self, wire)
        if kind == "error" or isinstance(wire.get("error"), dict):
            raise problem_in(wire)
        return []  # a ping, or something of next year

    def done(self) -> None:
        """The wire's last frame has come."""
        self._done = True

    def finish(self) -> list[Event]:
        """The stream has ended. Raises Problem when it was cut: when it has not said why the answer stopped."""
        if self._start is None:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before its answer began")
        if self._word is None and not self._done:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream was cut off before its end")
        events = [event for number in tuple(self._answer.blocks) for event in close(self._answer, number)]
        reason, native = ended(self._word, self._answer.parts, self._answer.hidden)
        usage = NOTHING if self._usage is None else read_usage(self._usage)
        if self._usage is not None:
            self._extra["usage"] = self._usage
        news = {name: value for name, value in self._extra.items() if name not in self._said or self._said[name] != value}
        return [*events, ChoiceEnd(reason, 0, native, self._of_answer), Finish(reason, usage, news)]

    def _begin(self, wire: Wire) -> list[Event]:
        message = wire.get("message")
        if self._start is not None or not isinstance(message, dict):
            return []
        usage = message.get("usage")
        self._usage = dict(usage) if isinstance(usage, dict) else None
        self._said = {name: value for name, value in message.items() if name not in _MESSAGE}
        self._of_answer = {name: message[name] for name in OF_THE_ANSWER if name in message}
        self._start = Start(str(message.get("id") or ""), str(message.get("model") or ""), 0, WIRE, self._said)
        return [self._start]

    def _block(self, wire: Wire) -> list[Event]:
        number, block = wire.get("index"), wire.get("content_block")
        if not isinstance(block, dict):
            return []
        events = begin(self._answer, number, block)
        self._look_at(number)
        return events

    def _look_at(self, number: Any) -> None:
        """Text and thoughts come in many small pieces: which block they are of is remembered."""
        block = self._answer.blocks.get(number)
        self._open = _NOTHING_OPEN
        if block is not None and block.place != UNOPENED and block.opening is None:
            if isinstance(block.part, Text) and block.wire.get("type") == "text":
                self._open = (block, "text_delta", "text")
            elif isinstance(block.part, Reasoning):
                self._open = (block, "thinking_delta", "thinking")

    def _more(self, wire: Wire) -> list[Event]:
        delta, number = wire.get("delta"), wire.get("index")
        if not isinstance(delta, dict):
            return []
        events = more(self._answer, number, delta)
        if events and self._open is _NOTHING_OPEN:
            self._look_at(number)
        return events

    def _stop(self, wire: Wire) -> list[Event]:
        self._open = _NOTHING_OPEN
        return close(self._answer, wire.get("index"))

    def _end(self, wire: Wire) -> list[Event]:
        delta, usage = wire.get("delta"), wire.get("usage")
        if isinstance(usage, dict):
            self._usage = merged(self._usage, usage)
        if isinstance(delta, dict):
            if delta.get("stop_reason"):
                self._word = str(delta["stop_reason"])
            self._of_answer |= {name: delta[name] for name in OF_THE_ANSWER if name in delta}
            self._extra |= {name: value for name, value in delta.items() if name not in _DELTA and value is not None}
        self._extra |= {name: value for name, value in wire.items() if name not in _TOP and value is not None}
        return []

    def _last(self, _: Wire) -> list[Event]:
        self._done = True
        return []


_FRAMES: Mapping[Any, Callable[[Reader, Wire], list[Event]]] = {
    "message_start": Reader._begin,
    "content_block_start": Reader._block,
    "content_block_stop": Reader._stop,
    "message_delta": Reader._end,
    "message_stop": Reader._last,
}
