"""A reply in which tools have the names the caller gave them, where the provider had to be told others."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from translators.canonical import ChatResponse, Event, PartNote, PartStart, ToolCall
from translators.names import named
from translators.translator import StreamReader, Wire


def returned(reply: ChatResponse, names: Mapping[str, str]) -> ChatResponse:
    """A whole one. `names`: from those of the provider to those of the caller, as the question tells them."""
    if not names:
        return reply
    return replace(
        reply,
        choices=tuple(replace(choice, parts=tuple(named(part, names) for part in choice.parts)) for choice in reply.choices),
    )


class Returning:
    """A streamed one. A name comes whole, with its call or after it."""

    __slots__ = ("_names", "_reader", "more")

    def __init__(self, reader: StreamReader, names: Mapping[str, str]) -> None:
        self._reader = reader
        self._names = names
        self.more = reader.more  # it names nothing

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning."""
        return [_returned(event, self._names) for event in self._reader.feed(wire)]

    def done(self) -> None:
        """The wire's own end of the stream has come."""
        self._reader.done()

    def finish(self) -> list[Event]:
        """The stream has ended."""
        return [_returned(event, self._names) for event in self._reader.finish()]


def _returned(event: Event, names: Mapping[str, str]) -> Event:
    match event:
        case PartStart(part=ToolCall() as part):
            return replace(event, part=named(part, names))
        case PartNote(note={"name": str() as name}) if name in names:
            return replace(event, note={**event.note, "name": names[name]})
        case _:
            return event
