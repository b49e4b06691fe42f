"""A streamed reply read. This wire is flat: a part opens when its field first appears, and stays open to the end."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.canonical import (
    NOTHING,
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
    Unknown,
)
from translators.canonical.fold import joined_logprobs
from translators.openai_chat.answer import read_audio, read_legacy_call
from translators.openai_chat.content import read_content, read_part
from translators.openai_chat.faults import find_error
from translators.openai_chat.problems import WIRE, problem_in
from translators.openai_chat.response import created_of, ended
from translators.openai_chat.thoughts import DETAILS, TEXTS, read_thoughts
from translators.openai_chat.tools import made_up_id, read_call
from translators.openai_chat.usage import find_usage, read_usage
from translators.translator import Wire

_PADDING = ("obfuscation", "p")  # noise of random length, against those who measure packets
_TOP = frozenset({"id", "object", "model", "created", "choices", "usage", *_PADDING})
_CHOICE = frozenset({"index", "delta", "finish_reason", "logprobs", "message", "text"})  # Perplexity repeats all so far as `message`
_DELTA = frozenset(
    {"role", "content", "refusal", "audio", "images", "tool_calls", "function_call", "annotations", DETAILS, *TEXTS}
)  # fmt: skip


class _Answer(Struct):
    """One answer while it comes: which parts are open, and what is known beside them."""

    index: int
    slots: dict[Hashable, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)  # as they began
    word: str = ""  # why it ended
    logprobs: Any = None  # of this frame, until a delta takes them
    unclaimed: dict[str, Any] | None = None  # logprobs of no delta
    extra: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)  # extra, of the message


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_answers", "_done", "_extra", "_said", "_start", "_usage")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._answers: dict[int, _Answer] = {}
        self._usage: Wire | None = None
        self._extra: dict[str, Any] = {}  # beside the choices, as it was said last
        self._said: dict[str, Any] = {}  # what of it Start has told
        self._done = False

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        error = find_error(wire)
        if error is not None:
            raise problem_in(error)
        self._usage = find_usage(wire) or self._usage
        self._extra |= {name: value for name, value in wire.items() if name not in _TOP and value is not None}
        choices = wire.get("choices")
        choices = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
        events: list[Event] = []
        if self._start is None and (choices or wire.get("id")):  # Azure's first frame has neither
            events.append(self._begin(wire))
        for choice in choices:
            index = choice.get("index")
            index = index if isinstance(index, int) else 0
            events += self._choice(self._answers.setdefault(index, _Answer(index)), choice)
        return events

    def done(self) -> None:
        """[DONE] has come."""
        self._done = True

    def finish(self) -> list[Event]:
        """The stream has ended. Raises Problem when it was cut: when neither [DONE] nor a finish_reason has come for every answer."""
        answers = [self._answers[index] for index in sorted(self._answers)]
        if self._start is None or not answers:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before its answer began")
        if not self._done and not all(answer.word for answer in answers):
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream was cut off before its end")
        ends = [_end(answer) for answer in answers]
        events: list[Event] = []
        for answer, end in zip(answers, ends, strict=True):
            events += [PartEnd(place, answer.index) for place in range(len(answer.parts))]
            events.append(end)
        news = {name: value for name, value in self._extra.items() if name not in self._said or self._said[name] != value}
        if self._usage is not None:
            news["usage"] = self._usage
        usage = NOTHING if self._usage is None else read_usage(self._usage)
        return [*events, Finish(ends[0].reason, usage, news)]

    def _begin(self, wire: Wire) -> Start:
        self._said = dict(self._extra)
        self._start = Start(str(wire.get("id") or ""), str(wire.get("model") or ""), created_of(wire), WIRE, self._said)
        return self._start

    def _choice(self, answer: _Answer, choice: Wire) -> Iterator[Event]:
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = {"content": choice.get("text")}  # Together and others, on old models
        logprobs = choice.get("logprobs")
        answer.logprobs = logprobs if isinstance(logprobs, dict) and any(logprobs.values()) else None
        for read in _IN_ORDER:
            yield from read(answer, delta)
        yield from self._calls(answer, delta)
        if answer.logprobs is not None:
            answer.unclaimed, answer.logprobs = joined_logprobs(answer.unclaimed, answer.logprobs), None
        _remember(answer.extra, choice, _CHOICE)
        _remember(answer.more, delta, _DELTA)
        word = choice.get("finish_reason")
        if word:
            answer.word = str(word)

    def _calls(self, answer: _Answer, delta: Wire) -> Iterator[Event]:
        calls = delta.get("tool_calls")
        for wire in calls if isinstance(calls, list) else ():
            if not isinstance(wire, dict):
                continue
            call = read_call(wire)
            key = _key_of_call(answer, wire, call)
            if key not in answer.slots:
                reply = self._start.id if self._start else ""
                extra = {name: value for name, value in call.extra.items() if name != "index" and value is not None}
                named = replace(call, id=call.id or made_up_id(reply, answer.index, len(answer.parts)), arguments="", extra=extra)
                yield _open(answer, key, named)
            else:
                yield from _late(answer, answer.slots[key], call)
            yield from _more(answer, key, call.arguments)


def _open(answer: _Answer, key: Hashable, part: Part) -> PartStart:
    place = len(answer.parts)
    answer.slots[key] = place
    answer.parts.append(part)
    return PartStart(place, part, answer.index)


def _more(answer: _Answer, key: Hashable, text: str) -> Iterator[Event]:
    if text:
        logprobs, answer.logprobs = answer.logprobs, None
        yield PartDelta(answer.slots[key], text, answer.index, logprobs)


def _write(answer: _Answer, key: Hashable, empty: Part, text: str) -> Iterator[Event]:
    """More of the part of this key, which opens with its first words."""
    if text:
        if key not in answer.slots:
            yield _open(answer, key, empty)
        yield from _more(answer, key, text)


def _thoughts(answer: _Answer, delta: Wire) -> Iterator[Event]:
    for thought in read_thoughts(delta):
        place = thought.place or ""
        key = ("detail", thought.extra.get("index"), thought.extra.get("type")) if place.startswith(DETAILS) else ("thought", place)
        if key not in answer.slots:
            yield _open(answer, key, replace(thought, text=""))
        elif thought.signature or thought.redacted:
            late = {"signature": thought.signature, "redacted": thought.redacted}
            yield PartNote(answer.slots[key], {name: value for name, value in late.items() if value}, answer.index)
        yield from _more(answer, key, thought.text)


def _content(answer: _Answer, delta: Wire) -> Iterator[Event]:
    content = delta.get("content")
    if isinstance(content, str):
        yield from _write(answer, "text", Text(""), content)
        return
    for part in read_content(content) if isinstance(content, list) else ():
        match part:
            case Text(text):
                yield from _write(answer, "text", Text(""), text)
            case Reasoning(text):
                yield from _write(answer, ("thought", part.place), replace(part, text=""), text)
            case Unknown("thinking"):  # Mistral's last one: a list without a thought in it, which says that it is closed
                pass
            case _:
                yield _open(answer, len(answer.parts), part)


def _refusal(answer: _Answer, delta: Wire) -> Iterator[Event]:
    refusal = delta.get("refusal")
    if isinstance(refusal, str):
        yield from _write(answer, "refusal", Refusal(""), refusal)


def _sound(answer: _Answer, delta: Wire) -> Iterator[Event]:
    wire = delta.get("audio")
    if not isinstance(wire, dict) or not any(wire.values()):
        return
    audio = read_audio({name: value for name, value in wire.items() if value is not None})
    if "audio" not in answer.slots:
        yield _open(answer, "audio", replace(audio, source=None))
    else:
        known = answer.parts[answer.slots["audio"]]
        late = {"transcript": audio.transcript, "expires_at": audio.expires_at}
        late |= {"id": audio.id} if getattr(known, "id", None) is None else {}
        note = {name: value for name, value in late.items() if value is not None}
        if note:
            yield PartNote(answer.slots["audio"], note, answer.index)
    yield from _more(answer, "audio", getattr(audio.source, "base64", ""))


def _pictures(answer: _Answer, delta: Wire) -> Iterator[Event]:
    images = delta.get("images")
    for image in images if isinstance(images, list) else ():
        if isinstance(image, dict):
            yield _open(answer, len(answer.parts), read_part(image))


def _legacy_call(answer: _Answer, delta: Wire) -> Iterator[Event]:
    wire = delta.get("function_call")
    if isinstance(wire, dict) and any(wire.values()):
        call = read_legacy_call(wire)
        if "function_call" not in answer.slots:
            yield _open(answer, "function_call", replace(call, arguments=""))
        yield from _more(answer, "function_call", call.arguments)


def _notes(answer: _Answer, delta: Wire) -> Iterator[Event]:
    notes = delta.get("annotations")
    if isinstance(notes, list) and notes:
        if "text" not in answer.slots:
            yield _open(answer, "text", Text(""))
        yield PartNote(answer.slots["text"], {"annotations": tuple(notes)}, answer.index)


_IN_ORDER = (_thoughts, _content, _refusal, _sound, _pictures, _legacy_call, _notes)


def _key_of_call(answer: _Answer, wire: Wire, call: ToolCall) -> Hashable:
    """Which call a fragment belongs to: the last one of its index. Without an index its id tells, or it goes on with the last.

    Ollama and Gemini number every call zero: a name under another id is another call all the same.
    """
    index = wire.get("index")
    calls = [key for key in answer.slots if isinstance(key, tuple) and key[0] == "call"]
    if isinstance(index, int):
        calls = [key for key in calls if key[1] == index]
    elif call.id:
        calls = [key for key in calls if key[2] == call.id]
    elif call.name:
        return ("call", len(calls), "")
    if not calls:
        return ("call", index, call.id)
    known = answer.parts[answer.slots[calls[-1]]]
    if isinstance(known, ToolCall) and call.id and call.name and known.id != call.id:
        return ("call", index, call.id)
    return calls[-1]


def _late(answer: _Answer, place: int, call: ToolCall) -> Iterator[Event]:
    """What a call should have said when it began."""
    known = answer.parts[place]
    if not isinstance(known, ToolCall):
        return
    note = {"name": call.name} if call.name and not known.name else {}
    note |= {"signature": call.signature} if call.signature and not known.signature else {}
    if note:
        answer.parts[place] = replace(known, **note)
        yield PartNote(place, note, answer.index)


def _end(answer: _Answer) -> ChoiceEnd:
    reason, native = ended(answer.word, any(isinstance(part, ToolCall) for part in answer.parts))
    extra = answer.extra | ({"message": answer.more} if answer.more else {})
    if answer.unclaimed is not None:
        extra["logprobs"] = answer.unclaimed
    return ChoiceEnd(reason, answer.index, native, extra)


def _remember(into: dict[str, Any], wire: Wire, known: frozenset[str]) -> None:
    """Lists go on; of anything else the last that says something is kept."""
    for name, value in wire.items():
        if name in known or value is None:
            continue
        before = into.get(name)
        if isinstance(before, list) and isinstance(value, list):
            into[name] = before + value
        elif value or name not in into:
            into[name] = value
