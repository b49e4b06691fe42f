"""A streamed reply read. Items come with their places; what an item says when it is done fills in what its deltas left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from translators.canonical import (
    ChoiceEnd,
    Event,
    Finish,
    Kind,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Problem,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
)
from translators.openai_responses.annotations import read_annotation
from translators.openai_responses.answer import read_call, read_output_item, read_said
from translators.openai_responses.problems import WIRE, problem_in
from translators.openai_responses.reasons import read_reason
from translators.openai_responses.response import created_of, extra_of
from translators.openai_responses.thoughts import BETWEEN, belongs, owner_of, read_thought
from translators.openai_responses.usage import usage_of
from translators.translator import Wire

_CALLS = ("function_call", "custom_tool_call")
Key = tuple[int, int]  # where a part stands: its item's place, and its own inside the item


class _Open(Struct):
    """A part that has begun."""

    place: int
    said: int = 0  # characters
    notes: int = 0  # citations
    within: int = 0  # which part of a thought's summary
    measured: bool = False  # its log probabilities have come


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_done", "_end", "_items", "_open", "_owners", "_parts", "_start")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._open: dict[Key, _Open] = {}
        self._parts: list[Part] = []  # as they began
        self._items: dict[int, Wire] = {}  # as they began
        self._done: set[int] = set()
        self._owners: list[tuple[str, str]] = []  # signatures whose parts have not come yet
        self._end: Wire | None = None  # the whole reply

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        kind = wire.get("type")
        if kind == "response.output_text.delta" and not wire.get("logprobs"):
            open = self._open.get((_index(wire), wire.get("content_index", 0)))
            delta = wire.get("delta")
            if open is not None and type(delta) is str and delta:
                open.said += len(delta)
                return [PartDelta(open.place, delta)]
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
        reason, native = read_reason(self._end, any(isinstance(part, ToolCall) for part in self._parts))
        return [ChoiceEnd(reason, 0, native), Finish(reason, usage_of(self._end), extra_of(self._end))]

    # One short function for each event.

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
        if item.get("type") not in _CALLS:
            return []
        return self._opened((index, 0), replace(read_call(item), arguments=""))[1]

    def _text(self, wire: Wire) -> list[Event]:
        logprobs = wire.get("logprobs")
        measured = {"content": logprobs, "refusal": None} if isinstance(logprobs, list) and logprobs else None
        return self._more((_index(wire), _index(wire, "content_index")), Text(""), wire.get("delta"), measured)

    def _refusal(self, wire: Wire) -> list[Event]:
        return self._more((_index(wire), _index(wire, "content_index")), Refusal(""), wire.get("delta"))

    def _said_to_call(self, wire: Wire) -> list[Event]:
        key = (_index(wire), 0)
        return self._more(key, None, wire.get("delta")) if key in self._open else []

    def _thought(self, wire: Wire, within: str = "summary_index") -> list[Event]:
        """A piece of a thought. Where the next part of a summary begins, a blank line does too."""
        index, delta, part = _index(wire), wire.get("delta"), _index(wire, within)
        if not isinstance(delta, str) or not delta:
            return []
        id = self._items.get(index, {}).get("id")
        open, events = self._opened((index, 0), Reasoning("", id=id if isinstance(id, str) else None))
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
        open, events = self._opened((_index(wire), _index(wire, "content_index")), Text(""))
        open.notes += 1
        return [*events, PartNote(open.place, {"annotations": (note,)})]

    def _item_done(self, wire: Wire) -> list[Event]:
        return self._whole(_index(wire), _inner(wire, "item"))

    def _ended(self, wire: Wire) -> list[Event]:
        """The whole reply. What of it no event has told is told now."""
        response = _inner(wire, "response")
        events = self._begin(response)
        output = response.get("output")
        for index, item in enumerate(output if isinstance(output, list) else ()):
            if isinstance(item, dict):
                events += self._whole(index, item)
        for key, open in self._open.items():
            if key[0] not in self._done:
                events.append(PartEnd(open.place))
        self._done.update(index for index, _ in self._open)
        self._end = response
        return events

    def _failed(self, wire: Wire) -> list[Event]:
        read_reason({"status": "failed", **_inner(wire, "response")}, called=False)
        raise Problem(Kind.PROVIDER_FAILED, "the provider's reply has failed")

    def _error(self, wire: Wire) -> list[Event]:
        raise problem_in(wire)

    # What they share.

    def _opened(self, key: Key, part: Part) -> tuple[_Open, list[Event]]:
        """The part of a key, which opens now if it has not before."""
        open = self._open.get(key)
        if open is not None:
            return open, []
        open = self._open[key] = _Open(len(self._parts))
        for owner in self._owners:
            if belongs(part, owner[0]) and isinstance(part, Text | ToolCall):
                part = replace(part, signature=owner[1])
                self._owners.remove(owner)
                break
        self._parts.append(part)
        return open, [PartStart(open.place, part)]

    def _more(self, key: Key, empty: Part | None, delta: Any, logprobs: Mapping[str, Any] | None = None) -> list[Event]:
        if not isinstance(delta, str) or not delta:
            return []
        open, events = self._opened(key, empty or Text(""))
        open.said += len(delta)
        open.measured = open.measured or logprobs is not None
        return [*events, PartDelta(open.place, delta, 0, logprobs)]

    def _whole(self, index: int, item: Wire) -> list[Event]:
        """An item as it is in the end: what its deltas left out, and then its end. Once."""
        if index in self._done:
            return []
        self._done.add(index)
        kind = item.get("type")
        if kind in _CALLS:
            call = read_call(item)
            open, events = self._opened((index, 0), replace(call, arguments=""))
            return [*events, *self._rest(open, call.arguments), PartEnd(open.place)]
        if kind == "reasoning":
            return self._whole_thought(index, item)
        if kind == "message":
            return self._whole_message(index, item)
        events = []
        for place, part in enumerate(read_output_item(item)):
            open, begun = self._opened((index, place), part)
            events += [*begun, PartEnd(open.place)]
        return events

    def _whole_thought(self, index: int, item: Wire) -> list[Event]:
        thought = read_thought(item)
        if thought is None:
            open = self._open.get((index, 0))
            return [] if open is None else [PartEnd(open.place)]
        owner = owner_of(thought)
        if owner is not None:
            return self._owned(*owner)
        open, events = self._opened((index, 0), replace(thought, text=""))
        told = list(self._rest(open, thought.text)) if not open.said else []
        late = {"signature": thought.signature, "redacted": thought.redacted, "signer": thought.signer}
        note: dict[str, Any] = {name: value for name, value in late.items() if value is not None} if not events else {}
        if note and thought.id is None:  # the name was not its signer's
            note["id"] = None
        return [*events, *told, *([PartNote(open.place, note)] if note else []), PartEnd(open.place)]

    def _owned(self, target: str, signature: str) -> list[Event]:
        """A signature of what is no thought."""
        for place, part in enumerate(self._parts):
            if belongs(part, target) and isinstance(part, Text | ToolCall):
                self._parts[place] = replace(part, signature=signature)
                return [PartNote(place, {"signature": signature})]
        self._owners.append((target, signature))
        return []

    def _whole_message(self, index: int, item: Wire) -> list[Event]:
        content = item.get("content")
        events: list[Event] = []
        for place, wire in enumerate(content if isinstance(content, list) else ()):
            part = read_said(wire) if isinstance(wire, dict) else None
            if part is None:
                if (index, place) in self._open:
                    events.append(PartEnd(self._open[index, place].place))
                continue
            empty: Part = replace(part, text="", annotations=()) if isinstance(part, Text) else Refusal("")
            open, begun = self._opened((index, place), empty)
            events += begun
            logprobs = None if open.measured else wire.get("logprobs")
            measured = {"content": logprobs, "refusal": None} if isinstance(logprobs, list) and logprobs else None
            events += self._rest(open, part.text, measured)
            notes = part.annotations[open.notes :] if isinstance(part, Text) else ()
            if notes:
                events.append(PartNote(open.place, {"annotations": notes}))
            events.append(PartEnd(open.place))
        return events

    def _rest(self, open: _Open, text: str, logprobs: Mapping[str, Any] | None = None) -> Iterable[Event]:
        """What of a text no delta has said."""
        if len(text) > open.said or logprobs is not None:
            yield PartDelta(open.place, text[open.said :], 0, logprobs)
            open.said = len(text)


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
