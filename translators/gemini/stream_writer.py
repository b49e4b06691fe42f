"""A streamed reply written: each frame is a legal reply. Words go out as they come, calls and pictures whole, the end once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.canonical import (
    Audio,
    ChoiceEnd,
    Data,
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
from translators.canonical.fold import joined_logprobs
from translators.framing.json_text import encode
from translators.gemini.content import write_part
from translators.gemini.grounding import write_grounding
from translators.gemini.logprobs import write_logprobs
from translators.gemini.problems import WIRE
from translators.gemini.reasons import write_reason
from translators.gemini.response import ALWAYS, BLOCKED, usage_of, when
from translators.translator import Envelope


class _Answer(Struct):
    """One answer while it goes out."""

    parts: dict[int, Part] = field(default_factory=dict)  # those that are open
    held: dict[int, list[str]] = field(default_factory=dict)  # what goes out only when its part is whole
    words: list[str] = field(default_factory=list)
    notes: list[Mapping[str, Any]] = field(default_factory=list)
    logprobs: dict[str, Any] | None = None
    said: bool = False
    end: ChoiceEnd | None = None


class StreamWriter:
    """Events of one reply to encoded frames."""

    __slots__ = ("_answers", "_extra", "_heads", "_own", "_tail")

    def __init__(self, _: Envelope) -> None:
        self._answers: dict[int, _Answer] = {}
        self._heads: dict[int, tuple[bytes, bytes, bytes]] = {}  # before words, before a thought, after either
        self._own = False
        self._extra: dict[str, Any] = {}
        self._tail = b"}\n\n"

    def feed(self, event: Event) -> Iterator[bytes]:
        """One event as frames. What ends an answer waits for Finish, which knows the usage."""
        match event:
            case PartDelta(index, text, choice):
                return self._more(choice, index, text, event.logprobs)
            case PartStart(index, part, choice):
                return self._open(self._answer(choice), choice, index, part)
            case PartNote(index, note, choice):
                self._note(self._answer(choice), index, note)
            case PartEnd(index, choice):
                return self._close(self._answer(choice), choice, index)
            case ChoiceEnd():
                self._answer(event.choice).end = event
            case Start():
                self._start(event)
            case Finish():
                return self._finish(event)
        return iter(())

    def _start(self, start: Start) -> None:
        self._own = start.wire == WIRE
        beside: dict[str, Any] = {"modelVersion": start.model} if start.model else {}
        self._extra = dict(start.extra) if self._own else {}
        beside |= {name: self._extra.pop(name) for name in ALWAYS if name in self._extra} or when(start.created, {}, self._own)
        beside |= {"responseId": start.id} if start.id else {}
        self._tail = (b"," + encode(beside)[1:] if beside else b"}") + b"\n\n"
        self._heads.clear()

    def _answer(self, choice: int) -> _Answer:
        answer = self._answers.get(choice)
        if answer is None:
            answer = self._answers[choice] = _Answer()
        return answer

    def _more(self, choice: int, index: int, text: str, logprobs: Mapping[str, Any] | None) -> Iterator[bytes]:
        answer = self._answer(choice)
        part = answer.parts.get(index)
        kind = type(part)
        if kind is Text or kind is Refusal:
            answer.words.append(text)
            if logprobs is not None:
                answer.logprobs = joined_logprobs(answer.logprobs, logprobs)
            if text:
                answer.said = True
                words, _, after = self._head(choice)
                yield words + encode(text) + after
        elif kind is Reasoning:
            if text:
                answer.said = True
                _, thought, after = self._head(choice)
                yield thought + encode(text) + after
        elif part is not None:
            answer.held.setdefault(index, []).append(text)

    def _head(self, choice: int) -> tuple[bytes, bytes, bytes]:
        heads = self._heads.get(choice)
        if heads is None:
            start = b'data: {"candidates":[{"content":{"parts":[{'
            after = b'}],"role":"model"},"index":%d}]' % choice + self._tail
            heads = self._heads[choice] = (start + b'"text":', start + b'"thought":true,"text":', after)
        return heads

    def _open(self, answer: _Answer, choice: int, index: int, part: Part) -> Iterator[bytes]:
        """Parts that never grow go out at once; a text that was said with the start is the first of its words."""
        if index in answer.parts:
            yield from self._close(answer, choice, index)
        match part:
            case Text() | Reasoning() | Refusal():
                if isinstance(part, Text) and part.annotations:
                    answer.notes += part.annotations
                answer.parts[index] = replace(part, text="")
                yield from self._more(choice, index, part.text, None)
            case ToolCall() | Audio():
                answer.parts[index] = part
            case _:
                yield from self._say(answer, choice, part)

    def _note(self, answer: _Answer, index: int, note: Mapping[str, Any]) -> None:
        answer.notes += note.get("annotations") or ()
        part = answer.parts.get(index)
        if part is None:
            return
        fields = {name: value for name, value in note.items() if name in part.__struct_fields__ and name != "annotations"}
        for name, value in fields.items():
            before = getattr(part, name)
            fields[name] = before + value if isinstance(before, str) and isinstance(value, str) else value
        answer.parts[index] = replace(part, **fields)

    def _close(self, answer: _Answer, choice: int, index: int) -> Iterator[bytes]:
        """What was held back is said, and what is signed is signed."""
        part = answer.parts.pop(index, None)
        text = "".join(answer.held.pop(index, ()))
        match part:
            case ToolCall():
                yield from self._say(answer, choice, replace(part, arguments=part.arguments + text))
            case Audio(source=Data(media_type, base64)):
                yield from self._say(answer, choice, replace(part, source=Data(media_type, base64 + text)))
            case Audio(source=None) if text:
                yield from self._say(answer, choice, replace(part, source=Data("", text)))
            case Audio(source=None, transcript=str() as said):
                yield from self._say(answer, choice, Text(said))
            case Audio():
                yield from self._say(answer, choice, part)
            case Text(signature=str()):
                yield from self._say(answer, choice, part)
            case Reasoning() if part.signature is not None or part.redacted is not None:
                yield from self._say(answer, choice, part)

    def _say(self, answer: _Answer, choice: int, part: Part) -> Iterator[bytes]:
        wire = write_part(part, own=self._own)
        if wire is not None:
            answer.said = True
            yield self._frame([{"content": {"parts": [wire], "role": "model"}, "index": choice}])

    def _frame(self, candidates: list[Any], beside: Mapping[str, Any] | None = None) -> bytes:
        more = b"," + encode(beside)[1:-1] if beside else b""
        return b'data: {"candidates":' + encode(candidates) + more + self._tail

    def _finish(self, finish: Finish) -> Iterator[bytes]:
        extra = self._extra | (dict(finish.extra) if self._own else {})
        usage = usage_of(finish.usage, extra.pop("usageMetadata", None))
        last = extra | ({} if usage is None else {"usageMetadata": usage})
        if not self._answers:
            self._answer(0)
        for choice in sorted(self._answers):
            answer = self._answers[choice]
            for index in sorted(answer.parts):
                yield from self._close(answer, choice, index)
        if BLOCKED in extra and not any(answer.said for answer in self._answers.values()):
            yield b"data: {" + encode(last)[1:-1] + self._tail
            return
        for choice in sorted(self._answers):
            end = self._end(self._answers[choice], choice, finish)
            yield self._frame([end], last if choice == max(self._answers) else None)

    def _end(self, answer: _Answer, choice: int, finish: Finish) -> dict[str, Any]:
        """Every answer says why it ended, once, and where it has its facts from."""
        end = answer.end or ChoiceEnd(finish.reason, choice)
        extra = dict(end.extra) if self._own else {}
        late = end.extra.get("logprobs")
        logprobs = joined_logprobs(answer.logprobs, late) if isinstance(late, Mapping) else answer.logprobs
        extra.pop("logprobs", None)
        wire: dict[str, Any] = {"content": {"parts": [{"text": ""}], "role": "model"}}
        if answer.notes and "groundingMetadata" not in extra and "citationMetadata" not in extra:
            grounding = write_grounding(answer.notes, "".join(answer.words))
            wire |= {"groundingMetadata": grounding} if grounding else {}
        if logprobs is not None and (result := write_logprobs(logprobs)):
            wire["logprobsResult"] = result
        word = extra.pop("finishReason", None) or write_reason(end.reason, end.native_reason, self._own)
        return wire | {"finishReason": word, "index": choice} | {name: value for name, value in extra.items() if name != "index"}
