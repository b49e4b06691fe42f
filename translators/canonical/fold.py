"""A stream of events folded into a response, a response unfolded into events. fold(unfold(r)) == r."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.canonical.chat import ChatResponse, Choice, Reason
from translators.canonical.events import ChoiceEnd, Event, Finish, PartDelta, PartEnd, PartNote, PartStart, Start
from translators.canonical.parts import Audio, Data, Part, Reasoning, Refusal, Text, ToolCall
from translators.canonical.problems import Kind, Problem


def fold(events: Iterable[Event]) -> ChatResponse:
    """The whole reply. Raises Problem when the events stop before Finish: then there is none."""
    start: Start | None = None
    finish: Finish | None = None
    answers: dict[int, _Answer] = {}
    for event in events:
        match event:
            case Start():
                start = event
            case Finish():
                finish = event
            case _:
                answers.setdefault(event.choice, _Answer()).add(event)
    if start is None or finish is None:
        raise Problem(Kind.PROVIDER_CUT_OFF, "the reply stopped before its end")
    return ChatResponse(
        id=start.id,
        model=start.model,
        choices=tuple(answers[index].choice(finish.reason) for index in sorted(answers)),
        usage=finish.usage,
        created=start.created,
        wire=start.wire,
        extra={**start.extra, **finish.extra},
    )


def unfold(response: ChatResponse) -> Iterator[Event]:
    """The same reply as if it had been streamed, each part in one piece."""
    yield Start(response.id, response.model, response.created, response.wire, response.extra)
    for index, choice in enumerate(response.choices):
        yield from _unfold_choice(index, choice)
    yield Finish(response.choices[0].reason if response.choices else "stop", response.usage)


def _unfold_choice(index: int, choice: Choice) -> Iterator[Event]:
    logprobs = choice.logprobs
    for place, part in enumerate(choice.parts):
        emptied, text = _emptied(part)
        yield PartStart(place, emptied, index)
        carries = logprobs is not None and isinstance(part, Text | Refusal)
        if text or carries:
            yield PartDelta(place, text, index, logprobs if carries else None)
            logprobs = None if carries else logprobs
        yield PartEnd(place, index)
    extra = choice.extra if logprobs is None else {**choice.extra, "logprobs": logprobs}
    yield ChoiceEnd(choice.reason, index, choice.native_reason, extra)


class _Answer(Struct):
    """One answer while it is being put together."""

    parts: dict[int, Part] = field(default_factory=dict)
    texts: dict[int, list[str]] = field(default_factory=dict)
    logprobs: dict[str, Any] | None = None
    end: ChoiceEnd | None = None

    def add(self, event: PartStart | PartDelta | PartNote | PartEnd | ChoiceEnd) -> None:
        match event:
            case PartStart(index, part):
                self.parts[index], self.texts[index] = part, []
            case PartDelta(index, text):
                self.texts[index].append(text)
                if event.logprobs is not None:
                    self.logprobs = joined_logprobs(self.logprobs, event.logprobs)
            case PartNote(index, note):
                self.parts[index] = noted(self.parts[index], note)
            case ChoiceEnd():
                self.end = event
            case PartEnd():
                pass

    def choice(self, otherwise: Reason) -> Choice:
        end = self.end or ChoiceEnd(otherwise)
        extra = dict(end.extra)
        late = extra.pop("logprobs") if isinstance(extra.get("logprobs"), dict) else None  # no part could carry them
        return Choice(
            parts=tuple(_filled(self.parts[index], "".join(self.texts[index])) for index in sorted(self.parts)),
            reason=end.reason,
            native_reason=end.native_reason,
            logprobs=self.logprobs if late is None else joined_logprobs(self.logprobs, late),
            extra=extra,
        )


def joined_logprobs(before: dict[str, Any] | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """Lists go on, anything else is as it was said last; null says nothing."""
    joined = dict(before or {})
    for key, value in more.items():
        known = joined.get(key)
        if isinstance(known, list) and isinstance(value, list):
            joined[key] = known + value
        elif value is not None or key not in joined:
            joined[key] = value
    return joined


def _emptied(part: Part) -> tuple[Part, str]:
    """A part without its text, and the text."""
    match part:
        case Text() | Reasoning() | Refusal():
            return replace(part, text=""), part.text
        case ToolCall():
            return replace(part, arguments=""), part.arguments
        case Audio(source=Data(media_type, base64)):
            return replace(part, source=Data(media_type, "")), base64
        case _:
            return part, ""


def _filled(part: Part, text: str) -> Part:
    match part:
        case Text() | Reasoning() | Refusal() if text:
            return replace(part, text=part.text + text)
        case ToolCall() if text:
            return replace(part, arguments=part.arguments + text)
        case Audio(source=Data(media_type, base64)) if text:
            return replace(part, source=Data(media_type, base64 + text))
        case Audio(source=None) if text:
            return replace(part, source=Data("", text))
        case _:
            return part


def noted(part: Part, note: Mapping[str, Any]) -> Part:
    """A part with what a note adds to it."""
    changes: dict[str, Any] = {}
    for name, value in note.items():
        known = getattr(part, name)
        match known, value:
            case (str(), str()) if name == "signer":  # whose, not more of it
                changes[name] = value
            case (str(), str()) | (tuple(), tuple()):
                changes[name] = known + value
            case (dict(), dict()):
                changes[name] = {**known, **value}
            case _:
                changes[name] = value
    return replace(part, **changes)
