"""From the events of a reply to what is to be kept of it. It only looks; nothing is changed or held up here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from proxy.stores.thoughts.kept import Kept, Thought, Words, encode, is_signed, thought
from proxy.stores.thoughts.naming import name_of, words_of
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
    Start,
    Text,
    ToolCall,
)
from translators.canonical.fold import fold

LONGEST = 256  # characters of a call's id; a longer one is nobody's
NOTHING_NEW: Mapping[str, bytes] = {}
_START, _FINISH = Start("", ""), Finish("stop", NOTHING)


class Answer(Struct):
    """One answer while it comes."""

    parts: dict[int, list[Event]] = field(default_factory=dict)  # the events of each, in order
    calls: list[int] = field(default_factory=list)  # which of the parts are tool calls
    signed: bool = False  # are words of it?


class Gathering:
    """Looks at every event of one reply. Without a tool call or signed words in it, that is all that happens."""

    __slots__ = ("_answers", "_asked", "_given", "_open", "_provider", "_wire")

    def __init__(self, wire: str, provider: str, asked: bytes = b"") -> None:
        self._wire = wire
        self._provider = provider
        self._asked = asked  # a digest of the question
        self._answers: dict[int, Answer] = {}
        self._open: dict[tuple[int, int], list[Event]] = {}  # the same lists of events, by answer and part
        self._given: dict[str, bytes] = {}

    def see(self, events: Iterable[Event]) -> Mapping[str, bytes]:
        """What must be kept before the caller is told of these events, by the id of a tool call or the name of an answer's words."""
        found = NOTHING_NEW
        for event in events:
            if type(event) is PartDelta:  # nearly all of them
                seen = self._open.get((event.choice, event.index))
                if seen is not None:
                    seen.append(event)
            elif new := self._turn(event):
                found = {**found, **new}
        return found

    def _turn(self, event: Event) -> dict[str, bytes]:
        match event:
            case PartStart(index, part, choice):
                answer = self._answers.setdefault(choice, Answer())
                answer.parts[index] = self._open[choice, index] = [event]
                if isinstance(part, ToolCall):
                    answer.calls.append(index)
                elif isinstance(part, Text) and part.signature is not None:
                    answer.signed = True
            case PartNote(index, note, choice) if (choice, index) in self._open:
                self._open[choice, index].append(event)
                answer = self._answers[choice]
                answer.signed = answer.signed or ("signature" in note and _is_text(answer, index))
            case PartEnd(index, choice) if choice in self._answers and index in self._answers[choice].calls:
                return dict(self._new(self._answers[choice], [index]))
            case ChoiceEnd(choice=choice) if choice in self._answers:
                answer = self._answers[choice]
                return dict(self._new(answer, answer.calls, ended=True)) | (self._words(answer) if answer.signed else {})
        return {}

    def _new(self, answer: Answer, calls: Iterable[int], *, ended: bool = False) -> Iterator[tuple[str, bytes]]:
        """What was not given before, or not so: a signature may come late."""
        for index in calls:
            call, kept = self._kept(answer, index, ended=ended)
            data = encode(kept) if kept.signed and 0 < len(call.id) <= LONGEST else None
            if data is not None and self._given.get(call.id) != data:
                self._given[call.id] = data
                yield call.id, data

    def _words(self, answer: Answer) -> dict[str, bytes]:
        """The signed words of an answer that has ended."""
        texts = _parts(answer, [index for index in sorted(answer.parts) if _is_text(answer, index)])
        words = words_of(texts)
        data = encode(Kept(self._wire, self._provider, _bits(texts))) if words else None
        return {} if data is None else {name_of(self._asked, words): data}

    def _kept(self, answer: Answer, index: int, *, ended: bool) -> tuple[ToolCall, Kept]:
        first = max((call for call in answer.calls if call < index), default=-1)
        last = index == max(answer.calls)
        before = [place for place in sorted(answer.parts) if first < place < index]
        after = [place for place in sorted(answer.parts) if place > index] if ended and last else []
        (call,) = _parts(answer, [index])
        assert isinstance(call, ToolCall)  # noqa: S101  it is one of `calls`
        return call, Kept(self._wire, self._provider, _bits(_parts(answer, before)), call.signature, _bits(_parts(answer, after)))


def _is_text(answer: Answer, index: int) -> bool:
    (first, *_) = answer.parts[index]
    return isinstance(first, PartStart) and isinstance(first.part, Text)


def _parts(answer: Answer, places: Iterable[int]) -> tuple[Part, ...]:
    events = [event for place in places for event in answer.parts[place]]
    return tuple(part for choice in fold((_START, *events, _FINISH)).choices for part in choice.parts)


def _bits(parts: Iterable[Part]) -> tuple[Thought | Words, ...]:
    bits: list[Thought | Words] = []
    for part in parts:
        match part:
            case Reasoning() if is_signed(part):
                bits.append(thought(part))
            case Text(text) if text or part.signature:
                bits.append(Words(len(text), part.signature))
    return tuple(bits)
