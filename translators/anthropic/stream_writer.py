"""A streamed reply written: one message, its blocks opened and closed one after another, whatever order its parts come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from translators.anthropic.frames import STOP, TAIL, Frames, frame
from translators.anthropic.problems import WIRE
from translators.anthropic.response import ending, reply_id
from translators.anthropic.telling import Held, cite, close_block, is_ready, may_close, open_block, say_more
from translators.anthropic.thoughts import write_thought
from translators.anthropic.usage import spelled_usage
from translators.canonical import (
    NOTHING,
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
from translators.canonical.fold import noted
from translators.framing.json_text import encode
from translators.translator import Envelope


class StreamWriter:
    """Events of one reply to encoded frames. This wire has one answer: of several the first is told."""

    __slots__ = ("_begun", "_current", "_done", "_end", "_frames", "_kept", "_kinds", "_own", "_parts", "_plain", "_start", "_waiting")

    def __init__(self, _: Envelope) -> None:
        self._frames = Frames()
        self._start = Start("", "")
        self._own = False
        self._begun = self._done = False
        self._parts: dict[int, Held] = {}
        self._waiting: list[int] = []  # for their block
        self._current: int | None = None  # the part whose block is open
        self._plain: int | None = None  # the same, when more of it can be told without a second look
        self._kept: list[str] | None = None  # and what came of it, when that must be known
        self._kinds: list[Part] = []  # the parts as they began
        self._end: ChoiceEnd | None = None

    def feed(self, event: Event) -> Iterable[bytes]:
        """One event as frames."""
        if type(event) is PartDelta and event.index == self._plain and event.choice == 0:
            if not event.text:
                return ()
            if self._kept is not None:
                self._kept.append(event.text)
            return (self._frames.head + encode(event.text) + TAIL,)
        if self._done:
            return ()
        match event:
            case Start():
                self._start, self._own = event, event.wire == WIRE
                self._begin()
            case Finish():
                self._finish(event)
            case ChoiceEnd(choice=0):
                self._end = event
            case PartStart(index, part, 0):
                self._begin()
                self._add(index, part)
            case PartDelta(index, text, 0):
                self._begin()
                self._say(index, text)
            case PartNote(index, note, 0):
                self._note(index, note)
            case PartEnd(index, 0):
                self._end_part(index)
        return self._frames.taken()

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        extra = dict(self._start.extra) if self._own else {}
        message = {
            "id": reply_id(self._start.id, self._own),
            "type": "message",
            "role": "assistant",
            "model": self._start.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": spelled_usage(NOTHING, extra.pop("usage", None)),
            **extra,
        }
        self._frames.out.append(frame("message_start", {"type": "message_start", "message": message}))

    def _add(self, index: int, part: Part) -> None:
        if index not in self._parts:
            self._parts[index] = Held(part)
            self._kinds.append(part)
            self._waiting.append(index)
            self._go_on()

    def _say(self, index: int, text: str) -> None:
        if index not in self._parts:  # it never began
            self._add(index, Text(""))
        held = self._parts[index]
        if index == self._current:
            say_more(self._frames, held, text)
        elif index in self._waiting:
            held.said.append(text)
            self._go_on()
        elif text and isinstance(held.part, Text | Reasoning | Refusal):  # its block is closed: it goes on in another
            again = Reasoning("", signer=held.part.signer) if isinstance(held.part, Reasoning) else type(held.part)("")
            self._parts[index] = Held(again, [text], held.ended)
            self._waiting.append(index)
            self._go_on()

    def _note(self, index: int, note: Mapping[str, Any]) -> None:
        held = self._parts.get(index)
        if held is None:
            return
        held.part = noted(held.part, note)
        if index in self._waiting:
            self._go_on()
        elif index == self._current:
            if isinstance(held.part, Text):
                cited = Text(held.part.text, tuple(note.get("annotations", ())))
                cite(self._frames, cited, note.get("extra", {}), own=self._own)
        elif isinstance(held.part, Reasoning) and note.keys() & {"signature", "redacted"}:
            self._between(write_thought(Reasoning("", held.part.signature, held.part.redacted, signer=held.part.signer), own=self._own))

    def _between(self, block: Mapping[str, Any] | None) -> None:
        """What belongs to a block that is closed already, as soon as no other is open."""
        if self._current is None or may_close(self._parts[self._current]):
            self._close()
            self._frames.put(block)

    def _end_part(self, index: int) -> None:
        held = self._parts.get(index)
        if held is not None:
            held.ended = True
            if index == self._current:
                self._close()
            self._go_on()

    def _go_on(self, last: bool = False) -> None:
        """Open what waits, in its order, until something has to stay open."""
        while ready := [index for index in self._waiting if last or is_ready(self._parts[index], own=self._own)]:
            if self._current is not None:
                if not last and not may_close(self._parts[self._current]):
                    return
                self._close()
            index = ready[0]
            self._waiting.remove(index)
            held = self._parts[index]
            self._open(index, held)
            if self._current is not None and (held.ended or last):
                self._close()

    def _open(self, index: int, held: Held) -> None:
        if open_block(self._frames, index, held, own=self._own):
            self._current = index
            match held.part:
                case ToolCall(kind="custom"):  # its text is wrapped
                    return
                case ToolCall():
                    self._plain, self._kept = index, held.said
                case _:
                    self._plain = index

    def _close(self) -> None:
        if self._current is not None:
            part = self._parts[self._current].part
            self._current = self._plain = self._kept = None
            close_block(self._frames, part, own=self._own)

    def _finish(self, finish: Finish) -> None:
        self._begin()
        self._go_on(last=True)
        self._close()
        self._done = True
        end = self._end or ChoiceEnd(finish.reason)
        extra = dict(finish.extra) if self._own else {}
        usage = spelled_usage(finish.usage, extra.pop("usage", None))
        container = {"container": extra.pop("container")} if "container" in extra else {}
        reason = ending(end.reason, end.native_reason, self._kinds, self._own)
        delta = {**reason, "stop_sequence": None, **(end.extra if self._own else {}), **container}
        self._frames.out += [frame("message_delta", {"type": "message_delta", "delta": delta, "usage": usage, **extra}), STOP]
