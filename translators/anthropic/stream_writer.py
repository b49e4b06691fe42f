"""A streamed reply written: one message, its blocks opened and closed one after another, whatever order its parts come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from translators.anthropic.citations import write_citations
from translators.anthropic.frames import STOP, TAIL, Frames, frame
from translators.anthropic.problems import WIRE
from translators.anthropic.response import call_id, ending, reply_id, told
from translators.anthropic.signatures import ahead_of, behind
from translators.anthropic.thoughts import UNSIGNED, signature_of, write_thought
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
    Unknown,
)
from translators.canonical.fold import noted
from translators.framing import json_text
from translators.framing.json_text import encode
from translators.translator import Envelope


class _Held(Struct):
    """A part that is being told, or waits to be."""

    part: Part  # with what notes have added
    said: list[str] = field(default_factory=list)  # of one that waits: what came; of a call: all of it
    ended: bool = False


class StreamWriter:
    """Events of one reply to encoded frames. This wire has one answer: of several the first is told."""

    __slots__ = ("_begun", "_current", "_done", "_end", "_frames", "_kept", "_kinds", "_own", "_parts", "_plain", "_start", "_waiting")

    def __init__(self, _: Envelope) -> None:
        self._frames = Frames()
        self._start = Start("", "")
        self._own = False
        self._begun = self._done = False
        self._parts: dict[int, _Held] = {}
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
            self._parts[index] = _Held(part)
            self._kinds.append(part)
            self._waiting.append(index)
            self._go_on()

    def _say(self, index: int, text: str) -> None:
        if index not in self._parts:  # it never began
            self._add(index, Text(""))
        held = self._parts[index]
        if index == self._current:
            self._more(held, text)
        elif index in self._waiting:
            held.said.append(text)
            self._go_on()
        elif text and isinstance(held.part, Text | Reasoning | Refusal):  # its block is closed: it goes on in another
            again = Reasoning("", signer=held.part.signer) if isinstance(held.part, Reasoning) else type(held.part)("")
            self._parts[index] = _Held(again, [text], held.ended)
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
                self._cite(Text(held.part.text, tuple(note.get("annotations", ()))), note.get("extra", {}))
        elif isinstance(held.part, Reasoning) and note.keys() & {"signature", "redacted"}:
            self._between(write_thought(Reasoning("", held.part.signature, held.part.redacted, signer=held.part.signer), own=self._own))
        elif isinstance(held.part, Text) and "signature" in note:
            self._between(behind(held.part))

    def _between(self, block: Mapping[str, Any] | None) -> None:
        """What belongs to a block that is closed already, as soon as no other is open."""
        if self._current is None or _may_close(self._parts[self._current]):
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
        while ready := [index for index in self._waiting if last or self._ready(self._parts[index])]:
            if self._current is not None:
                if not last and not _may_close(self._parts[self._current]):
                    return
                self._close()
            index = ready[0]
            self._waiting.remove(index)
            held = self._parts[index]
            self._open(index, held)
            if self._current is not None and (held.ended or last):
                self._close()

    def _ready(self, held: _Held) -> bool:
        """Words when there are some, a call when it has its name; what has no block of its own when it is whole."""
        match held.part:
            case _ if held.ended:
                return True
            case Text(text) | Refusal(text):
                return self._own or bool(text or any(held.said))
            case ToolCall(name=name):
                return bool(name)
            case kind:
                return isinstance(kind, Reasoning | Unknown)

    def _open(self, index: int, held: _Held) -> None:
        frames, part, said = self._frames, held.part, "".join(held.said)
        held.said = []
        match part:
            case Text(text) | Refusal(text):
                if text or said or self._own:
                    frames.open({"type": "text", "text": ""})
                    self._current = self._plain = index
                    if isinstance(part, Text):
                        self._cite(part, part.extra)
                    frames.say(text + said)
                elif isinstance(part, Text):
                    frames.put(behind(part))
            case Reasoning(text, redacted=str()) if not text and not said:
                frames.put(write_thought(part, own=self._own))
            case Reasoning(text):
                frames.open({"type": "thinking", "thinking": "", "signature": ""})
                self._current = self._plain = index
                frames.say(text + said)
            case ToolCall():
                frames.put(ahead_of(part))
                frames.open(
                    {"type": "tool_use", "id": call_id(part, index), "name": part.name, "input": {}, **(part.extra if self._own else {})}
                )
                self._current = index
                frames.say('{"input":"' if part.kind == "custom" else "")
                self._more(held, part.arguments + said)
                if part.kind != "custom":
                    self._plain, self._kept = index, held.said
            case Unknown(value=value):
                frames.put(value if self._own else None)
            case _:
                frames.tell(told(part))

    def _more(self, held: _Held, text: str) -> None:
        """More of the part whose block is open."""
        if isinstance(held.part, ToolCall):
            if held.part.kind == "custom":  # free text, inside an object
                text = encode(text)[1:-1].decode()
            else:
                held.said.append(text)
        self._frames.say(text)

    def _cite(self, part: Text, extra: Mapping[str, Any]) -> None:
        citations = extra.get("citations") if self._own else write_citations(part)
        self._frames.cite(citations if isinstance(citations, list) else ())

    def _close(self) -> None:
        if self._current is None:
            return
        part = self._parts[self._current].part
        self._current = self._plain = self._kept = None
        match part:
            case Reasoning():
                signature = signature_of(part) or ("" if self._own else UNSIGNED)
                if signature:
                    self._frames.sign(signature)
            case ToolCall(kind="custom"):
                self._frames.say('"}')
        self._frames.close()
        if isinstance(part, Text):
            self._frames.put(behind(part))

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


def _may_close(held: _Held) -> bool:
    """May its block be closed before its end has been told? Words can go on in another block, the arguments of a call cannot."""
    if held.ended or not isinstance(held.part, ToolCall):
        return True
    if held.part.kind == "custom":
        return False
    try:
        return isinstance(json_text.decode("".join(held.said).encode("utf-8", "replace")), dict)
    except ValueError:
        return False
