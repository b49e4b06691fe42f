"""A streamed reply read. This wire is flat: a part opens when its field first appears, and stays open to the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from translators.canonical import (
    NOTHING,
    ChoiceEnd,
    Event,
    Finish,
    Kind,
    PartDelta,
    PartEnd,
    Problem,
    Start,
    ToolCall,
)
from translators.canonical.fold import joined_logprobs
from translators.faults import find_error
from translators.openai_chat.deltas import DELTA, Answer, read_delta
from translators.openai_chat.problems import WIRE, problem_in
from translators.openai_chat.quick import more
from translators.openai_chat.reasons import read_reason
from translators.openai_chat.response import created_of, ended, named
from translators.openai_chat.usage import find_usage, read_usage
from translators.translator import Wire

_PADDING = ("obfuscation", "p")  # noise of random length, against those who measure packets
_TOP = frozenset({"id", "object", "model", "created", "choices", "usage", *_PADDING})
_CHOICE = frozenset({"index", "delta", "finish_reason", "logprobs", "message", "text"})  # Perplexity repeats all so far as `message`


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_answers", "_done", "_extra", "_named", "_said", "_start", "_usage")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._named = ""
        self._answers: dict[int, Answer] = {}
        self._usage: Wire | None = None
        self._extra: dict[str, Any] = {}  # beside the choices, as it was said last
        self._said: dict[str, Any] = {}  # what of it Start has told
        self._done = False

    def more(self, wire: Wire) -> PartDelta | None:
        """The one event of a frame that only says more of an open part."""
        return more(wire, self._answers, self._extra)

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        quick = more(wire, self._answers, self._extra)
        if quick is not None:
            return [quick]
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
            self._named = named(wire)
        for choice in choices:
            index = choice.get("index")
            index = index if isinstance(index, int) else 0
            events += self._choice(self._answers.setdefault(index, Answer(index, self._named)), choice)
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

    def _choice(self, answer: Answer, choice: Wire) -> Iterator[Event]:
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = {"content": choice.get("text")}  # Together and others, on old models
        logprobs = choice.get("logprobs")
        answer.logprobs = logprobs if isinstance(logprobs, dict) and any(logprobs.values()) else None
        yield from read_delta(answer, delta)
        if answer.logprobs is not None:
            answer.unclaimed, answer.logprobs = joined_logprobs(answer.unclaimed, answer.logprobs), None
        _remember(answer.extra, choice, _CHOICE)
        _remember(answer.more, delta, DELTA)
        word = choice.get("finish_reason")
        if word:
            answer.word = str(word)
            read_reason(answer.word)  # raises when it says that the provider failed


def _end(answer: Answer) -> ChoiceEnd:
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
