"""A streamed reply read. Each frame is a whole reply of a few more words; its usage is all so far."""

from __future__ import annotations

from typing import Any

from translators.canonical import (
    NOTHING,
    Audio,
    ChoiceEnd,
    Data,
    Event,
    Finish,
    Kind,
    PartDelta,
    PartNote,
    Problem,
    Reasoning,
    Start,
    Text,
    ToolCall,
)
from translators.gemini.calls import made_up_id
from translators.gemini.content import read_part
from translators.gemini.deltas import Answer, close, sound, whole, words
from translators.gemini.grounding import read_notes, searches
from translators.gemini.logprobs import read_logprobs
from translators.gemini.partial import Partial, goes_on, in_pieces
from translators.gemini.problems import WIRE, error_in
from translators.gemini.reasons import native_of, read_reason, word_of
from translators.gemini.response import ALWAYS, beside, block_reason, created_of, index_of
from translators.gemini.spelling import camel
from translators.gemini.usage import read_usage
from translators.translator import Wire

_QUIET = frozenset({"candidates", "responseId", "modelVersion", *ALWAYS})
_FRAME = _QUIET | {"usageMetadata"}


class Reader:
    """Frames of one reply to events."""

    __slots__ = ("_answers", "_blocked", "_extra", "_searched", "_start", "_usage")

    def __init__(self) -> None:
        self._start: Start | None = None
        self._answers: dict[int, Answer] = {}
        self._blocked: str | None = None
        self._usage: Wire | None = None
        self._searched = 0
        self._extra: dict[str, Any] = {}

    def more(self, wire: Wire) -> PartDelta | None:
        """The one event of a frame that only says more of the open words. Whoever tells the usage each time must be fed."""
        candidates = wire.get("candidates")
        if type(candidates) is not list or len(candidates) != 1 or not wire.keys() <= _QUIET:
            return None
        candidate = candidates[0]
        if type(candidate) is not dict or len(candidate) != 2 or type(candidate.get("index")) is not int:
            return None
        answer, content = self._answers.get(candidate["index"]), candidate.get("content")
        if answer is None or type(content) is not dict or type(answer.open) is not Text or answer.sealed:
            return None
        parts = content.get("parts")
        if type(parts) is not list or len(parts) != 1 or type(parts[0]) is not dict or len(parts[0]) != 1:
            return None
        text = parts[0].get("text")
        if type(text) is not str or not text:
            return None
        answer.texts.append(text)
        return PartDelta(answer.count - 1, text, answer.index)

    def feed(self, wire: Wire) -> list[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""
        more = self.more(wire)
        if more is not None:
            return [more]
        if "candidates" not in wire or "error" in wire:
            error = error_in(wire)
            if error is not None:
                raise error
            wire = camel(wire)
        events: list[Event] = []
        if self._start is None:
            always = {name: wire[name] for name in ALWAYS if name in wire}
            self._start = Start(str(wire.get("responseId") or ""), str(wire.get("modelVersion") or ""), created_of(wire), WIRE, always)
            events.append(self._start)
        if not wire.keys() <= _FRAME:
            self._extra |= {name: value for name, value in wire.items() if name not in _FRAME}
        usage = wire.get("usageMetadata")
        if isinstance(usage, dict) and usage:
            self._usage = usage
        self._blocked = block_reason(wire) or self._blocked if "promptFeedback" in wire else self._blocked
        candidates = wire.get("candidates")
        for candidate in candidates if isinstance(candidates, list) else ():
            if isinstance(candidate, dict):
                self._candidate(candidate, events)
        return events

    def done(self) -> None:
        """This wire has no end of its own."""

    def finish(self) -> list[Event]:
        """The stream has ended. Raises Problem when it was cut: when an answer has not said why it ended."""
        if self._start is None:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before its answer began")
        events: list[Event] = []
        answers = [self._answers[index] for index in sorted(self._answers)]
        if not answers and self._blocked is None:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before its answer began")
        if any(answer.word is None for answer in answers) and self._blocked is None:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream was cut off before its end")
        ends = [_end(answer, self._blocked, events) for answer in answers]
        if not ends:
            ends = [ChoiceEnd("content_filter", 0, self._blocked)]
            events += ends
        usage = NOTHING if self._usage is None else read_usage(self._usage, self._searched)
        extra = self._extra | ({"usageMetadata": self._usage} if self._usage is not None else {})
        return [*events, Finish(ends[0].reason, usage, extra)]

    def _candidate(self, candidate: Wire, events: list[Event]) -> None:
        index = index_of(candidate, 0)
        answer = self._answers.get(index)
        if answer is None:
            answer = self._answers[index] = Answer(index)
        content = candidate.get("content")
        parts = content.get("parts") if isinstance(content, dict) else None
        if isinstance(parts, list):
            logprobs = read_logprobs(candidate.get("logprobsResult")) if "logprobsResult" in candidate else None
            for part in parts:
                if isinstance(part, dict):
                    logprobs = self._part(answer, part, logprobs, events)
        if len(candidate) > 2 or not ("content" in candidate and "index" in candidate):
            self._beside(answer, candidate)

    def _part(self, answer: Answer, wire: Wire, logprobs: Any, events: list[Event]) -> Any:
        """One part; the log probabilities that are still to be said."""
        if len(wire) == 1 and isinstance(text := wire.get("text"), str):  # by far the most
            return words(answer, Text(text), logprobs, events)
        if "functionCall" in wire and (answer.call is not None or in_pieces(wire)):
            self._piece(answer, wire, events)
            return logprobs
        id = made_up_id(self._start.id if self._start else "", answer.index, answer.count, wire)
        part = read_part(wire, id)
        match part:
            case Text() | Reasoning():
                return words(answer, part, logprobs, events)
            case Audio(source=Data()):
                sound(answer, part, events)
            case _:
                whole(answer, part, events)
        return logprobs

    def _piece(self, answer: Answer, wire: Wire, events: list[Event]) -> None:
        """A call that comes in pieces, as Vertex AI sends it to those who ask for that: it is told once it is whole."""
        if answer.call is not None and answer.call.is_another(wire):
            _tell(answer, answer.call.call(), events)
        if answer.call is None:
            answer.call = Partial(self._start.id if self._start else "", answer.index, answer.count)
        answer.call.feed(wire)
        if not goes_on(wire):
            _tell(answer, answer.call.call(), events)

    def _beside(self, answer: Answer, candidate: Wire) -> None:
        """Some servers say in every frame that it is the last; what is said last counts."""
        word = word_of(candidate.get("finishReason"))
        if word is not None:
            answer.word = word
        for name, value in beside(candidate).items():
            if name not in ("index", "logprobsResult"):
                answer.extra[name] = value
        if "groundingMetadata" in candidate:
            self._searched = max(self._searched, searches([candidate]))


def _tell(answer: Answer, call: ToolCall, events: list[Event]) -> None:
    """A call that came in pieces; one without a name is none."""
    answer.call = None
    if call.name:
        whole(answer, call, events)


def _end(answer: Answer, blocked: str | None, events: list[Event]) -> ChoiceEnd:
    """Sources can be told only now: they may come in any frame, and speak of all the words."""
    if answer.call is not None:  # it was never ended: by a limit or a filter, or by a server that leaves it at that
        ended = answer.word is not None and read_reason(answer.word, called=True) == "tool_calls"
        _tell(answer, answer.call.call() if ended else answer.call.cut(), events)
    if answer.first_text >= 0 and not answer.hidden and ("groundingMetadata" in answer.extra or "citationMetadata" in answer.extra):
        notes = read_notes(answer.extra, "".join(answer.texts))
        if notes:
            events.append(PartNote(answer.first_text, {"annotations": notes}, answer.index))
    close(answer, events)
    if answer.word is None and blocked is not None:
        end = ChoiceEnd("content_filter", answer.index, blocked, answer.extra)
    else:
        word = answer.word or "STOP"
        end = ChoiceEnd(read_reason(word, answer.called), answer.index, native_of(word), answer.extra)
    events.append(end)
    return end
