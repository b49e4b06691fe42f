"""A streamed reply written: legal chunks, the role first, the usage only for those who asked, [DONE] last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.canonical import (
    Audio,
    ChoiceEnd,
    Event,
    Finish,
    Image,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reason,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
)
from translators.framing.json_text import encode
from translators.openai_chat.content import write_image, write_part
from translators.openai_chat.plain import is_detail, plain, plain_thought
from translators.openai_chat.problems import WIRE
from translators.openai_chat.response import reason_fields, spelled_usage
from translators.openai_chat.thoughts import DETAILS, TEXTS, places, write_detail
from translators.openai_chat.tools import write_call
from translators.translator import Envelope

DONE = b"data: [DONE]\n\n"
_ON_EVERY_CHUNK = ("system_fingerprint", "service_tier")


class _Answer(Struct):
    """One answer while it goes out."""

    parts: dict[int, Part] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)  # part index to tool-call index
    thoughts: dict[int, list[str]] = field(default_factory=dict)  # of another wire, while they are open: what they have said
    details: int = 0
    end: ChoiceEnd | None = None


class StreamWriter:
    """Events of one reply to encoded chunks."""

    __slots__ = ("_answers", "_extra", "_head", "_own", "_tail", "_wants_usage")

    def __init__(self, envelope: Envelope) -> None:
        self._wants_usage = envelope.wants_usage
        self._tail = b',"usage":null}\n\n' if envelope.wants_usage else b"}\n\n"
        self._head = b""
        self._own = False
        self._extra: dict[str, Any] = {}  # told at the start, said beside the last words
        self._answers: dict[int, _Answer] = {}

    def feed(self, event: Event) -> Iterator[bytes]:
        """One event as frames. An answer's end is held back until Finish, which may have more to say beside it."""
        match event:
            case PartDelta(index, text, choice):
                if event.logprobs is None and choice in self._answers and type(self._answers[choice].parts.get(index)) is Text:
                    yield b'%b[{"index":%d,"delta":{"content":%b},"logprobs":null,"finish_reason":null}]%b' % (
                        self._head, choice, encode(text), self._tail,
                    )  # fmt: skip
                    return
                yield from self._begun(choice)
                answer = self._answers[choice]
                delta = _more(answer, index, text)
                if delta is not None:
                    yield self._chunk(choice, delta, event.logprobs)
            case PartStart(index, part, choice):
                yield from self._begun(choice)
                yield from self._open(choice, index, part)
            case PartNote(index, note, choice):
                yield from self._begun(choice)
                yield from self._note(choice, index, note)
            case PartEnd(index, choice):
                yield from self._close(choice, index)
            case ChoiceEnd():
                yield from self._begun(event.choice)
                self._answers[event.choice].end = event
            case Start():
                self._start(event)
                yield from self._begun(0)
            case Finish():
                yield from self._finish(event)

    def _start(self, start: Start) -> None:
        self._own = start.wire == WIRE
        head = {"id": start.id, "object": "chat.completion.chunk", "created": start.created, "model": start.model}
        self._extra = dict(start.extra) if self._own else {}
        often = {name: self._extra.pop(name) for name in _ON_EVERY_CHUNK if name in self._extra}
        self._head = b"data: " + encode({**head, **often})[:-1] + b',"choices":'

    def _begun(self, choice: int) -> Iterator[bytes]:
        """Each answer begins with its role, once."""
        if choice not in self._answers:
            self._answers[choice] = _Answer()
            yield self._chunk(choice, {"role": "assistant", "content": "", "refusal": None})

    def _open(self, choice: int, index: int, part: Part) -> Iterator[bytes]:
        answer = self._answers[choice]
        if not self._own:
            if isinstance(part, Reasoning):  # its signature comes last: then it is said whole, in a detail
                answer.parts[index], answer.thoughts[index] = part, []
                return
            if (bare := next(plain((part,)), None)) is None:
                return
            part = bare
        answer.parts[index] = part
        match part:
            case ToolCall(kind="legacy"):
                yield self._chunk(choice, {"function_call": {"name": part.name, "arguments": part.arguments}})
            case ToolCall():
                place = answer.calls[index] = len(answer.calls)
                yield self._chunk(choice, {"tool_calls": [write_call(part, self._own) | {"index": place}]})
            case Reasoning() if part.redacted is not None:
                yield self._chunk(choice, {DETAILS: [write_detail(part)]})
                answer.parts[index] = replace(part, redacted=None, signature=None)
            case Audio():
                known = {"id": part.id, "transcript": part.transcript, "expires_at": part.expires_at}
                yield self._chunk(choice, {"audio": {name: value for name, value in known.items() if value is not None}})
            case Image():
                yield self._chunk(choice, {"images": [write_image(part)]})
            case Text(annotations=notes) if notes:
                yield self._chunk(choice, {"annotations": list(notes)})
            case _:
                return

    def _close(self, choice: int, index: int) -> Iterator[bytes]:
        answer = self._answers[choice]
        match answer.parts.get(index):
            case Reasoning() as part if index in answer.thoughts:
                whole = replace(part, text="".join(answer.thoughts.pop(index)))
                if is_detail(part):
                    yield self._chunk(choice, {DETAILS: [write_detail(plain_thought(whole, answer.details))]})
                    answer.details += 1
            case Reasoning(signature=str()) as part:  # signed, and without a word to sign
                yield self._chunk(choice, {DETAILS: [write_detail(part)]})
            case _:
                return

    def _note(self, choice: int, index: int, note: Mapping[str, Any]) -> Iterator[bytes]:
        part = self._answers[choice].parts.get(index)
        delta: dict[str, Any] = {}
        match part:
            case Text() if "annotations" in note:
                delta = {"annotations": list(note["annotations"])}
            case Audio():
                delta = {"audio": {name: note[name] for name in ("id", "transcript", "expires_at") if name in note}}
            case Reasoning() if index in self._answers[choice].thoughts:
                self._answers[choice].parts[index] = replace(
                    part,
                    signature=_longer(part.signature, note.get("signature")),
                    redacted=_longer(part.redacted, note.get("redacted")),
                    signer=part.signer or note.get("signer"),
                )
            case Reasoning():
                late = replace(
                    part, text="", signature=note.get("signature"), redacted=note.get("redacted"), signer=note.get("signer") or part.signer
                )
                delta = {DETAILS: [write_detail(late)]}
            case ToolCall() if part.kind != "legacy" and note.get("name"):
                delta = {"tool_calls": [{"index": self._answers[choice].calls[index], "function": {"name": note["name"]}}]}
        if delta:
            yield self._chunk(choice, delta)

    def _finish(self, finish: Finish) -> Iterator[bytes]:
        extra = self._extra | (dict(finish.extra) if self._own else {})
        spelled = extra.pop("usage", None)
        usage = spelled_usage(finish.usage, spelled) if self._wants_usage else None  # none, when nothing is known of it
        for choice, answer in self._answers.items():
            for index in list(answer.thoughts):
                yield from self._close(choice, index)
        ends = [answer.end or ChoiceEnd(finish.reason, choice) for choice, answer in sorted(self._answers.items())]
        for end in ends:
            yield self._end(end, extra if end is ends[-1] and usage is None else {})
        if usage is not None:
            yield self._head + b'[],"usage":' + encode(usage) + _members(extra) + b"}\n\n"
        yield DONE

    def _end(self, end: ChoiceEnd, extra: Mapping[str, Any]) -> bytes:
        beside = dict(end.extra) if self._own else {}
        delta = beside.pop("message", None) or {}
        logprobs = beside.pop("logprobs", None)
        wire = {
            "index": end.choice,
            "delta": delta,
            "logprobs": logprobs,
            **reason_fields(end.reason, end.native_reason),
            **beside,
        }
        return self._head + encode([wire]) + _members(extra) + self._tail

    def _chunk(self, choice: int, delta: Mapping[str, Any], logprobs: Any = None, reason: Reason | None = None) -> bytes:
        return self._head + encode([{"index": choice, "delta": delta, "logprobs": logprobs, "finish_reason": reason}]) + self._tail


def _more(answer: _Answer, index: int, text: str) -> dict[str, Any] | None:
    """The delta that says more of an open part."""
    part = answer.parts.get(index)
    match part:
        case Text():
            return {"content": text}
        case ToolCall(kind="legacy"):
            return {"function_call": {"arguments": text}}
        case ToolCall(kind="custom"):
            return {"tool_calls": [{"index": answer.calls[index], "custom": {"input": text}}]}
        case ToolCall():
            return {"tool_calls": [{"index": answer.calls[index], "function": {"arguments": text}}]}
        case Reasoning() if index in answer.thoughts:
            answer.thoughts[index].append(text)
            return {TEXTS[0]: text} if text else None
        case Reasoning():
            answer.parts[index] = replace(part, signature=None)  # said now
            return _more_thought(part, text)
        case Refusal():
            return {"refusal": text}
        case Audio():
            return {"audio": {"data": text}}
        case _:
            return None


def _more_thought(part: Reasoning, text: str) -> dict[str, Any]:
    delta: dict[str, Any] = {}
    for place in places(part):
        if place == DETAILS:
            delta[DETAILS] = [write_detail(replace(part, text=text))]
        elif place == "content":
            delta["content"] = [write_part(replace(part, text=text))]
        else:
            delta[place if place in TEXTS else TEXTS[0]] = text
    return delta


def _longer(known: str | None, more: str | None) -> str | None:
    return known if more is None else (known or "") + more


def _members(extra: Mapping[str, Any]) -> bytes:
    return b"," + encode(extra)[1:-1] if extra else b""
