"""A streamed reply read. Items come with their places; what an item says when it is done fills in what its deltas left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from translators.canonical import (
    ChoiceEnd,
    Event,
    Finish,
    Kind,
    PartDelta,
    PartNote,
    Problem,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
)
from translators.openai_responses.annotations import read_annotation
from translators.openai_responses.answer import CALLS, read_call
from translators.openai_responses.openings import Openings
from translators.openai_responses.problems import WIRE, problem_in
from translators.openai_responses.reasons import read_reason
from translators.openai_responses.response import created_of, extra_of
from translators.openai_responses.thoughts import BETWEEN
from translators.openai_responses.usage import usage_of
from translators.translator import Wire


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_end", "_items", "_said", "_start")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._said = Openings()
        self._items: dict[int, Wire] = {}  # as they began
        self._end: Wire | None = None  # the whole reply

    def more(self, wire: Wire) -> PartDelta | None:
        """The one event of a frame that only says more of the words."""
        if wire.get("type") != "response.output_text.delta" or wire.get("logprobs"):
            return None
        open = self._said.open.get((_index(wire), _index(wire, "content_index")))
        delta = wire.get("delta")
        if open is None or type(delta) is not str or not delta:
            return None
        open.said += len(delta)
        return PartDelta(open.place, delta)

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        more = self.more(wire)
        if more is not None:
            return [more]
        kind = wire.get("type")
        read = _READERS.get(kind) if isinstance(kind, str) else None
        if read is not None:
            return read(self, wire)
        if kind is None and wire.get("error"):
            raise problem_in(wire)
        return []

    def done(self) -> None:
        """The end of a stream of this wire is a frame to feed; [DONE], which some servers add, says nothing new."""

    def finish(self) -> list[Event]:
        """The stream has ended. Raises Problem when it was cut: when the whole reply has not come."""
        if self._end is None or self._start is None:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream was cut off before its end")
        reason, native = read_reason(self._end, any(isinstance(part, ToolCall) for part in self._said.parts))
        return [ChoiceEnd(reason, 0, native), Finish(reason, usage_of(self._end), extra_of(self._end))]

    def _greeting(self, wire: Wire) -> list[Event]:
        return self._begin(_inner(wire, "response"))

    def _begin(self, response: Wire) -> list[Event]:
        if self._start is not None:
            return []
        self._start = Start(str(response.get("id") or ""), str(response.get("model") or ""), created_of(response), WIRE)
        return [self._start]

    def _item_added(self, wire: Wire) -> list[Event]:
        index, item = _index(wire), _inner(wire, "item")
        self._items[index] = item
        if str(item.get("type")) not in CALLS:
            return []
        return self._said.opened((index, 0), replace(read_call(item), arguments=""))[1]

    def _text(self, wire: Wire) -> list[Event]:
        logprobs = wire.get("logprobs")
        measured = {"content": logprobs, "refusal": None} if isinstance(logprobs, list) and logprobs else None
        return self._said.more((_index(wire), _index(wire, "content_index")), Text(""), wire.get("delta"), measured)

    def _refusal(self, wire: Wire) -> list[Event]:
        return self._said.more((_index(wire), _index(wire, "content_index")), Refusal(""), wire.get("delta"))

    def _said_to_call(self, wire: Wire) -> list[Event]:
        key = (_index(wire), 0)
        return self._said.more(key, None, wire.get("delta")) if key in self._said.open else []

    def _thought(self, wire: Wire, within: str = "summary_index") -> list[Event]:
        """A piece of a thought. Where the next part of a summary begins, a blank line does too."""
        index, delta, part = _index(wire), wire.get("delta"), _index(wire, within)
        if not isinstance(delta, str) or not delta:
            return []
        id = self._items.get(index, {}).get("id")
        open, events = self._said.opened((index, 0), Reasoning("", id=id if isinstance(id, str) else None))
        open.kind = open.kind or within
        if open.kind != within:
            return events
        if part > open.within:
            delta = BETWEEN + delta if open.said else delta
            open.within = part
        open.said += len(delta)
        return [*events, PartDelta(open.place, delta)]

    def _raw_thought(self, wire: Wire) -> list[Event]:
        """A server that shows thoughts as they are, and not in summary."""
        return self._thought(wire, "content_index")

    def _annotation(self, wire: Wire) -> list[Event]:
        note = read_annotation(_inner(wire, "annotation"))
        if note is None:
            return []
        open, events = self._said.opened((_index(wire), _index(wire, "content_index")), Text(""))
        open.notes += 1
        return [*events, PartNote(open.place, {"annotations": (note,)})]

    def _item_done(self, wire: Wire) -> list[Event]:
        return self._said.whole(_index(wire), _inner(wire, "item"))

    def _ended(self, wire: Wire) -> list[Event]:
        """The whole reply. What of it no event has told is told now."""
        response = _inner(wire, "response")
        events = self._begin(response)
        output = response.get("output")
        for index, item in enumerate(output if isinstance(output, list) else ()):
            if isinstance(item, dict):
                events += self._said.whole(index, item)
        self._end = response
        return [*events, *self._said.close()]

    def _failed(self, wire: Wire) -> list[Event]:
        read_reason({"status": "failed", **_inner(wire, "response")}, called=False)
        raise Problem(Kind.PROVIDER_FAILED, "the provider's reply has failed")

    def _error(self, wire: Wire) -> list[Event]:
        raise problem_in(wire)


_READERS: Mapping[str, Callable[[Reader, Wire], list[Event]]] = {
    "response.created": Reader._greeting,
    "response.in_progress": Reader._greeting,
    "response.queued": Reader._greeting,
    "response.output_item.added": Reader._item_added,
    "response.output_text.delta": Reader._text,
    "response.refusal.delta": Reader._refusal,
    "response.function_call_arguments.delta": Reader._said_to_call,
    "response.custom_tool_call_input.delta": Reader._said_to_call,
    "response.reasoning_summary_text.delta": Reader._thought,
    "response.reasoning_text.delta": Reader._raw_thought,
    "response.output_text.annotation.added": Reader._annotation,
    "response.output_item.done": Reader._item_done,
    "response.completed": Reader._ended,
    "response.incomplete": Reader._ended,
    "response.failed": Reader._failed,
    "response.cancelled": Reader._failed,
    "error": Reader._error,
}


def _index(wire: Wire, name: str = "output_index") -> int:
    index = wire.get(name)
    return index if isinstance(index, int) else 0


def _inner(wire: Wire, name: str) -> Wire:
    inner = wire.get(name)
    return inner if isinstance(inner, dict) else {}
