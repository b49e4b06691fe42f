"""A reply whose answer came by the hidden tool: that answer is all its text. Words beside it would make it no JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from translators.canonical import ChoiceEnd, Event, Finish, Part, PartDelta, PartEnd, PartNote, PartStart, Start, Text, ToolCall
from translators.hidden_answer import NAMES, unwrapped
from translators.translator import StreamReader, Wire


def is_hidden(part: Part) -> bool:
    """Is it the call of a tool the caller never saw?"""
    return isinstance(part, ToolCall) and part.name in NAMES


def answer_in(call: ToolCall) -> Text:
    """What it says."""
    return Text(unwrapped(call.name, call.arguments), signature=call.signature)


def alone(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a whole answer, in which a hidden call is the text. A model that calls twice has answered at first."""
    first = next(place for place, part in enumerate(parts) if is_hidden(part))
    kept = (part for place, part in enumerate(parts) if place == first or not (isinstance(part, Text) or is_hidden(part)))
    return tuple(answer_in(part) if isinstance(part, ToolCall) and is_hidden(part) else part for part in kept)


def is_asked_in(wire: Wire) -> bool:
    """Does this question offer the hidden tool? Google's tools stand in lists of their own."""
    tools = wire.get("tools")
    return isinstance(tools, list) and any(isinstance(tool, dict) and _offers(tool) for tool in tools)


def _offers(tool: dict[str, Any]) -> bool:
    return tool.get("name") in NAMES or any(each.get("name") in NAMES for each in tool.get("functionDeclarations", ()))


class Alone:
    """A streamed one, to a question that offered the hidden tool. Words wait until it is called, or the answer ends without."""

    __slots__ = ("_choices", "_reader")

    def __init__(self, reader: StreamReader) -> None:
        self._reader = reader
        self._choices: dict[int, _Waiting] = {}

    def more(self, _: Wire) -> None:
        """Every frame must be fed: its words may have to wait."""

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning, as far as it may be told."""
        return [told for event in self._reader.feed(wire) for told in self._told(event)]

    def done(self) -> None:
        """The wire's own end of the stream has come."""
        self._reader.done()

    def finish(self) -> list[Event]:
        """The stream has ended."""
        return [told for event in self._reader.finish() for told in self._told(event)]

    def _told(self, event: Event) -> Sequence[Event]:
        if isinstance(event, Start | Finish):
            return (event,)
        waiting = self._choices.get(event.choice)
        if waiting is None:
            waiting = self._choices[event.choice] = _Waiting()
        return waiting.told(event)


class _Waiting(Struct):
    """One answer. From its first words on all waits, so that nothing is told out of order."""

    held: list[PartStart | PartDelta | PartNote | PartEnd] = field(default_factory=list)
    words: set[int] = field(default_factory=set)  # parts
    answered: bool = False

    def told(self, event: PartStart | PartDelta | PartNote | PartEnd | ChoiceEnd) -> Sequence[Event]:
        if isinstance(event, ChoiceEnd):
            held, self.held = self.held, []
            return (*held, event)
        if isinstance(event, PartStart) and isinstance(event.part, Text):
            if event.answer and not self.answered:
                self.answered = True
                held, self.held = self.held, []
                return (*(each for each in held if each.index not in self.words), event)
            self.words.add(event.index)
        if self.answered:
            return () if event.index in self.words else (event,)
        if self.words:
            self.held.append(event)
            return ()
        return (event,)
