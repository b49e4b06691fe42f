"""A streamed reply written: items opened and closed in order, numbered events, the whole reply last.

A text or a thought is closed as soon as something else begins, because clients keep what is done in the order in which it is
done. Only calls may be open side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from translators.canonical import (
    Audio,
    ChoiceEnd,
    Event,
    Finish,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
)
from translators.openai_responses.answer import own_id, write_item
from translators.openai_responses.echo import echo
from translators.openai_responses.growing import (
    QUICK,
    Growing,
    GrowingCall,
    GrowingRefusal,
    GrowingText,
    GrowingThought,
    GrowingTranscript,
    frame,
)
from translators.openai_responses.ids import item_id
from translators.openai_responses.problems import WIRE
from translators.openai_responses.reasons import write_reason
from translators.openai_responses.response import begun
from translators.openai_responses.thoughts import owned_seal, sealed_text, write_thought
from translators.openai_responses.usage import spelled_usage
from translators.translator import Envelope, Wire


class StreamWriter:
    """Events of one reply to encoded events of this wire. Of several answers it tells the first."""

    __slots__ = ("_current", "_end", "_ended", "_envelope", "_items", "_number", "_open", "_own", "_parts", "_reply", "_response")

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._own = False
        self._reply = ""  # its id
        self._response: dict[str, Any] = {}  # as it began; empty: it has not
        self._number = 0  # of the next event
        self._items: list[Wire | None] = []  # as they are in the end
        self._parts: dict[int, Part] = {}
        self._open: dict[int, Growing] = {}  # by part
        self._current = -1  # the one part that is no call and may say more in the item it is in
        self._end: ChoiceEnd | None = None
        self._ended = False

    def feed(self, event: Event) -> Iterator[bytes]:
        """One event as frames. Whatever comes, in whatever order, what goes out is legal."""
        if type(event) is PartDelta and event.logprobs is None and not event.choice:
            growing = self._open.get(event.index)
            if type(growing) in QUICK and event.text:
                yield growing.delta(event.text, self._number)  # type: ignore[union-attr]  # a refusal is not quick
                self._number += 1
                return
        if self._ended:
            return
        if not self._response:
            yield from self._begin(event if isinstance(event, Start) else Start("", self._envelope.model))
        yield from self._written(event)

    def _written(self, event: Event) -> Iterator[bytes]:
        match event:
            case Finish():
                yield from self._finish(event)
            case PartStart(index, part, 0):
                yield from self._start(index, part)
            case PartDelta(index, text, 0):
                if not isinstance(self._parts.get(index), Audio):  # a sound has no place here, only its transcript
                    yield from self._more(index, text, event.logprobs)
            case PartNote(index, note, 0):
                yield from self._note(index, note)
            case PartEnd(index, 0):
                if not isinstance(self._parts.get(index), Text | Audio):  # another text may follow
                    yield from self._close(index)
            case ChoiceEnd(choice=0):
                self._end = event
            case _:
                return

    def _begin(self, start: Start) -> Iterator[bytes]:
        self._own = start.wire == WIRE
        self._response = begun(start.id, start.model or self._envelope.model, start.created)
        if not self._own:
            self._response |= echo(self._envelope)
        elif start.id:
            self._response |= {"id": start.id}
        self._reply = self._response["id"]
        yield self._frame("created", {"response": self._response})
        yield self._frame("in_progress", {"response": self._response})

    def _start(self, index: int, part: Part) -> Iterator[bytes]:
        if index in self._parts:
            yield from self._close(index)
        self._parts[index] = part
        match part:
            case Text() | Audio():
                yield from self._start_text(index, part)
            case Refusal() | Reasoning():
                yield from self._turn_to(index)
                yield from self._more(index, part.text, None)
            case ToolCall():
                yield from self._turn_to(-1)
                yield from self._seal(part)
                yield from self._grow(index, GrowingCall(replace(part, arguments=""), self._reply, len(self._items)))
                yield from self._more(index, part.arguments, None)
            case _:
                yield from self._turn_to(-1)
                for item in write_item(part, self._reply, len(self._items), self._own):
                    yield from self._at_once(item)

    def _start_text(self, index: int, part: Text | Audio) -> Iterator[bytes]:
        growing = self._open.get(self._current)
        if type(growing) is GrowingText and isinstance(part, Text):
            growing.follow()
            self._open[index] = self._open.pop(self._current)
            self._current = index
        else:
            yield from self._turn_to(index)
        yield from self._more(index, (part.text if isinstance(part, Text) else part.transcript) or "", None)
        if isinstance(part, Text) and part.annotations:
            yield from self._note(index, {"annotations": part.annotations})

    def _more(self, index: int, text: str, logprobs: Mapping[str, Any] | None) -> Iterator[bytes]:
        """More words. Those of a part whose item has ended go into another."""
        if not text and not logprobs:
            return
        part = self._parts.setdefault(index, Text(""))
        if isinstance(part, ToolCall) and index not in self._open:
            return  # a call that has ended stays as it is
        yield from self._opened(index, part)
        growing = self._open.get(index)
        for kind, fields in growing.more(text, logprobs) if growing is not None else ():
            yield self._frame(kind, fields)

    def _opened(self, index: int, part: Part) -> Iterator[bytes]:
        if index in self._open or not isinstance(part, Text | Audio | Refusal | Reasoning):
            return
        yield from self._turn_to(index)
        place = len(self._items)
        match part:
            case Reasoning():
                growing: Growing = GrowingThought(own_id(part, self._reply, place), place)
            case Refusal():
                growing = GrowingRefusal(item_id("msg", self._reply, place), place)
            case _:
                kind = GrowingTranscript if isinstance(part, Audio) else GrowingText
                growing = kind(item_id("msg", self._reply, place), place)
        yield from self._grow(index, growing)

    def _note(self, index: int, note: Mapping[str, Any]) -> Iterator[bytes]:
        part = self._parts.get(index)
        match part:
            case Reasoning():
                known = {name: note[name] for name in ("signature", "redacted", "signer") if isinstance(note.get(name), str)}
                self._parts[index] = replace(part, **known)
                if index != self._current:  # it has been told already, all but its seal
                    yield from self._close(index)
            case Text() if "annotations" in note:
                yield from self._opened(index, part)
                growing = self._open.get(index)
                for kind, fields in growing.annotated(tuple(note["annotations"])) if isinstance(growing, GrowingText) else ():
                    yield self._frame(kind, fields)
            case Audio() if isinstance(note.get("transcript"), str):
                yield from self._more(index, note["transcript"], None)
            case ToolCall():
                growing = self._open.get(index)
                if isinstance(growing, GrowingCall) and isinstance(note.get("name"), str) and not part.name:
                    growing.call = self._parts[index] = replace(part, name=note["name"])
                if isinstance(note.get("signature"), str):
                    yield from self._seal(replace(part, signature=note["signature"]))

    def _finish(self, finish: Finish) -> Iterator[bytes]:
        end = self._end or ChoiceEnd(finish.reason)
        status, details = write_reason(end.reason, end.native_reason if self._own else None)
        for index in sorted(self._parts):
            yield from self._close(index, status)
        extra = dict(finish.extra) if self._own else {}
        usage = spelled_usage(finish.usage, extra.pop("usage", None), extra)
        whole = {"status": status, "incomplete_details": details, "output": self._items, "usage": usage}
        self._ended = True
        yield self._frame(status, {"response": {**self._response, **extra, **whole}})

    def _turn_to(self, index: int) -> Iterator[bytes]:
        """Something else is said now: what was being said ends."""
        current, self._current = self._current, index
        if current not in (index, -1):
            yield from self._close(current)

    def _grow(self, index: int, growing: Growing) -> Iterator[bytes]:
        self._open[index] = growing
        self._items.append(None)
        for kind, fields in growing.begin():
            yield self._frame(kind, fields)

    def _close(self, index: int, status: str = "completed") -> Iterator[bytes]:
        """Its item is whole. A thought's seal is told with it, or, when it comes late or nothing was said, by itself."""
        if index == self._current:
            self._current = -1
        part, growing, sealed = self._parts.get(index), self._open.pop(index, None), None
        if isinstance(part, Reasoning):
            sealed = sealed_text(part)
            self._parts[index] = replace(part, signature=None, redacted=None, id=None)
            if growing is None and sealed is not None:
                yield from self._at_once(write_thought("", sealed, own_id(part, self._reply, len(self._items))))
        if growing is not None:
            for kind, fields in growing.end(status, sealed):
                yield self._frame(kind, fields)
            self._items[growing.place] = growing.item(status, sealed)

    def _seal(self, part: ToolCall) -> Iterator[bytes]:
        """The signature of a call has an item of its own."""
        sealed = owned_seal(part)
        if sealed is not None:
            yield from self._at_once(write_thought("", sealed, item_id("rs", self._reply, len(self._items))))

    def _at_once(self, item: Wire) -> Iterator[bytes]:
        place = len(self._items)
        self._items.append(item)
        yield self._frame("output_item.added", {"output_index": place, "item": item})
        yield self._frame("output_item.done", {"output_index": place, "item": item})

    def _frame(self, kind: str, fields: Mapping[str, Any]) -> bytes:
        self._number += 1
        return frame(f"response.{kind}", fields, self._number - 1)
