"""The parts of a streamed reply: each opens once, grows, and closes once, with what its deltas left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from translators.canonical import Event, Part, PartDelta, PartEnd, PartNote, PartStart, Refusal, Text, ToolCall
from translators.openai_responses.answer import CALLS, read_call, read_output_item, read_said
from translators.openai_responses.thoughts import belongs, owner_of, read_thought
from translators.translator import Wire

Key = tuple[int, int]  # where a part stands: its item's place, and its own inside the item


class Opening(Struct):
    """A part that has begun."""

    place: int
    said: int = 0  # characters
    notes: int = 0  # citations
    within: int = 0  # which part of a thought's summary
    kind: str = ""  # of a thought: is it told as it is, or in summary? Some servers do both
    measured: bool = False  # its log probabilities have come


class Openings:
    """What has begun of one reply."""

    __slots__ = ("_done", "_owners", "open", "parts")

    def __init__(self) -> None:
        self.open: dict[Key, Opening] = {}
        self.parts: list[Part] = []  # as they began
        self._done: set[int] = set()  # items that are whole
        self._owners: list[tuple[str, str]] = []  # signatures whose parts have not come yet

    def opened(self, key: Key, part: Part) -> tuple[Opening, list[Event]]:
        """The part of a key, which opens now if it has not before."""
        open = self.open.get(key)
        if open is not None:
            return open, []
        open = self.open[key] = Opening(len(self.parts))
        for owner in self._owners:
            if belongs(part, owner[0]) and isinstance(part, Text | ToolCall):
                part = replace(part, signature=owner[1])
                self._owners.remove(owner)
                break
        self.parts.append(part)
        return open, [PartStart(open.place, part)]

    def more(self, key: Key, empty: Part | None, delta: Any, logprobs: Mapping[str, Any] | None = None) -> list[Event]:
        """More of the part of a key, which opens now if it has not before."""
        if not isinstance(delta, str) or not delta:
            return []
        open, events = self.opened(key, empty or Text(""))
        open.said += len(delta)
        open.measured = open.measured or logprobs is not None
        return [*events, PartDelta(open.place, delta, 0, logprobs)]

    def whole(self, index: int, item: Wire) -> list[Event]:
        """An item as it is in the end: what its deltas left out, and then its end. Once."""
        if index in self._done:
            return []
        self._done.add(index)
        kind = str(item.get("type"))
        if kind in CALLS:
            call = read_call(item)
            open, events = self.opened((index, 0), replace(call, arguments=""))
            return [*events, *self._rest(open, call.arguments), PartEnd(open.place)]
        if kind == "reasoning":
            return self._whole_thought(index, item)
        if kind == "message":
            return self._whole_message(index, item)
        events = []
        for place, part in enumerate(read_output_item(item)):
            open, begun = self.opened((index, place), part)
            events += [*begun, PartEnd(open.place)]
        return events

    def close(self) -> list[Event]:
        """The reply is whole: whatever is open ends."""
        ends: list[Event] = [PartEnd(open.place) for key, open in self.open.items() if key[0] not in self._done]
        self._done.update(index for index, _ in self.open)
        return ends

    def _whole_thought(self, index: int, item: Wire) -> list[Event]:
        thought = read_thought(item)
        if thought is None:
            open = self.open.get((index, 0))
            return [] if open is None else [PartEnd(open.place)]
        owner = owner_of(thought)
        if owner is not None:
            return self._owned(*owner)
        open, events = self.opened((index, 0), replace(thought, text=""))
        told = list(self._rest(open, thought.text)) if not open.said else []
        late = {"signature": thought.signature, "redacted": thought.redacted, "signer": thought.signer}
        note: dict[str, Any] = {name: value for name, value in late.items() if value is not None} if not events else {}
        if note and thought.id is None:  # the name was not its signer's
            note["id"] = None
        return [*events, *told, *([PartNote(open.place, note)] if note else []), PartEnd(open.place)]

    def _owned(self, target: str, signature: str) -> list[Event]:
        """A signature of what is no thought."""
        for place, part in enumerate(self.parts):
            if belongs(part, target) and isinstance(part, Text | ToolCall):
                self.parts[place] = replace(part, signature=signature)
                return [PartNote(place, {"signature": signature})]
        self._owners.append((target, signature))
        return []

    def _whole_message(self, index: int, item: Wire) -> list[Event]:
        content = item.get("content")
        events: list[Event] = []
        for place, wire in enumerate(content if isinstance(content, list) else ()):
            part = read_said(wire) if isinstance(wire, dict) else None
            if part is None:
                if (index, place) in self.open:
                    events.append(PartEnd(self.open[index, place].place))
                continue
            empty: Part = replace(part, text="", annotations=()) if isinstance(part, Text) else Refusal("")
            open, begun = self.opened((index, place), empty)
            events += begun
            logprobs = None if open.measured else wire.get("logprobs")
            measured = {"content": logprobs, "refusal": None} if isinstance(logprobs, list) and logprobs else None
            events += self._rest(open, part.text, measured)
            notes = part.annotations[open.notes :] if isinstance(part, Text) else ()
            if notes:
                events.append(PartNote(open.place, {"annotations": notes}))
            events.append(PartEnd(open.place))
        return events

    def _rest(self, open: Opening, text: str, logprobs: Mapping[str, Any] | None = None) -> Iterable[Event]:
        """What of a text no delta has said."""
        if len(text) > open.said or logprobs is not None:
            yield PartDelta(open.place, text[open.said :], 0, logprobs)
            open.said = len(text)
