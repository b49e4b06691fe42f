"""From the batches of a reply to the response object its caller is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from translators.canonical import Batch, ChatResponse, Event, Finish, Problem, Start
from translators.canonical.fold import fold
from translators.framing.json_text import encode
from translators.framing.sse import Decoder
from translators.translator import Wire

# What stands in the frame that has the whole response in it; a text that says the same costs a second look.
FINAL = (b"response.completed", b"response.incomplete")


class Response(Struct, frozen=True):
    """What the object says of itself."""

    id: str
    status: str = "completed"
    store: bool | None = None


class Last(Struct, frozen=True):
    """The frame that has it."""

    type: str
    response: Raw


_response = msgspec.json.Decoder(Response)
_last = msgspec.json.Decoder(Last)


class Seen(Struct, frozen=True):
    """The object, and what it says of itself."""

    response: Response
    body: bytes


class Bytes:
    """A reply in the caller's own wire."""

    __slots__ = ("_streamed",)

    def __init__(self, *, streamed: bool) -> None:
        self._streamed = streamed

    def see(self, data: bytes) -> Seen | None:
        """The response, once it is there."""
        if not self._streamed:
            return _seen(data)
        if not any(word in data for word in FINAL):
            return None
        return next((seen for frame in _frames(data) if (seen := _final(frame)) is not None), None)


class Events:
    """A reply in another wire: it becomes a response only when it is written."""

    __slots__ = ("_events", "_id", "_write")

    def __init__(self, write: Callable[[ChatResponse], Wire], id: str | None) -> None:
        self._write = write
        self._id = id  # the name it is given; None: it has one
        self._events: list[Event] = []

    def named(self, events: Iterable[Event]) -> list[Event]:
        """The same events under the name that whoever writes the reply, and whoever keeps it, shall know it by."""
        id = self._id
        return list(events) if id is None else [replace(event, id=id) if isinstance(event, Start) else event for event in events]

    def see(self, events: Iterable[Event]) -> Seen | None:
        """The response, once it is there."""
        self._events += events
        if not self._events or not isinstance(self._events[-1], Finish):
            return None
        return _seen(encode(self._write(fold(self._events))))


class Watching:
    """Either of them, whichever comes."""

    __slots__ = ("bytes", "events")

    def __init__(self, bytes: Bytes, events: Events) -> None:
        self.bytes = bytes
        self.events = events

    def pass_on(self, batch: Batch) -> Batch:
        """The batch, its reply under its name."""
        return batch if batch.wire_bytes is not None else Batch(self.events.named(batch.events or ()))

    def see(self, batch: Batch) -> Seen | None:
        """The response, once it is there."""
        return self.bytes.see(batch.wire_bytes) if batch.wire_bytes is not None else self.events.see(batch.events or ())


def _frames(data: bytes) -> list[bytes]:
    decoder = Decoder()
    try:
        return [frame.data for frame in (*decoder.feed(data), *decoder.end()) if frame.data is not None]
    except Problem:
        return []


def _final(frame: bytes) -> Seen | None:
    try:
        last = _last.decode(frame)
    except msgspec.DecodeError:
        return None
    return _seen(bytes(last.response)) if last.type.encode() in FINAL else None


def _seen(body: bytes) -> Seen | None:
    try:
        return Seen(_response.decode(body), body)
    except msgspec.DecodeError:
        return None
