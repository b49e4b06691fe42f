"""The parts of a streamed answer as they come: words go on, calls and pictures are whole, a signature seals what it signs."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.answer_alone import answer_in, is_hidden
from translators.canonical import Audio, Data, Event, Part, PartDelta, PartEnd, PartNote, PartStart, Reasoning, Text, ToolCall
from translators.gemini.partial import Partial


class Answer(Struct):
    """One answer while it comes. At most one part is open: words, a thought, or a sound."""

    index: int
    count: int = 0  # parts so far
    open: Part | None = None
    sealed: bool = False  # by a signature: nothing more can be said in it
    first_text: int = -1
    texts: list[str] = field(default_factory=list)
    called: bool = False
    hidden: bool = False  # it was told through the hidden tool
    word: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    rest: bytes = b""  # of a sound: less than base64 can say by itself
    call: Partial | None = None  # a call whose arguments come in pieces


def words(answer: Answer, part: Text | Reasoning, logprobs: Any, events: list[Event]) -> Any:
    """Words go on where words are open. A signature seals them: what comes after it is not signed by it."""
    thought = isinstance(part, Reasoning)
    signed = part.signature is not None or (isinstance(part, Reasoning) and part.redacted is not None)
    if not part.text and not signed:
        return logprobs
    begins = type(answer.open) is not type(part) or answer.sealed
    begins = begins or (thought and getattr(answer.open, "signer", None) != getattr(part, "signer", None))
    if begins:
        close(answer, events)
        events.append(PartStart(_begin(answer, part), replace(part, text=""), answer.index))
    if part.text:
        events.append(PartDelta(answer.count - 1, part.text, answer.index, None if thought else logprobs))
        if not thought:
            answer.texts.append(part.text)
            logprobs = None
    if signed:
        answer.sealed = True
        if not begins:
            events.append(PartNote(answer.count - 1, {"signature": part.signature}, answer.index))
    return logprobs


def _begin(answer: Answer, part: Part) -> int:
    place = answer.count
    answer.count += 1
    answer.open, answer.sealed = part, False
    if isinstance(part, Text) and answer.first_text < 0:
        answer.first_text = place
    return place


def whole(answer: Answer, part: Part, events: list[Event]) -> None:
    """A part that comes in one piece."""
    close(answer, events)
    if isinstance(part, ToolCall) and is_hidden(part):
        answer.hidden = True
        said = answer_in(part)
        events.append(PartStart(_begin(answer, said), replace(said, text=""), answer.index, answer=True))
        events.append(PartDelta(answer.count - 1, said.text, answer.index))
        close(answer, events)
        return
    place = _begin(answer, part)
    if isinstance(part, ToolCall):
        answer.called = True
        events.append(PartStart(place, replace(part, arguments=""), answer.index))
        events.append(PartDelta(place, part.arguments, answer.index))
    else:
        events.append(PartStart(place, part, answer.index))
    close(answer, events)


def sound(answer: Answer, part: Audio, events: list[Event]) -> None:
    """Pieces of one sound are base64 each by itself; joined they must be base64 as a whole."""
    source = part.source
    if not isinstance(source, Data):
        return
    if not (isinstance(answer.open, Audio) and isinstance(answer.open.source, Data) and answer.open.source.media_type == source.media_type):
        close(answer, events)
        events.append(PartStart(_begin(answer, part), replace(part, source=Data(source.media_type, "")), answer.index))
    try:
        data = answer.rest + b64decode(source.base64 + "=" * (-len(source.base64) % 4))
    except ValueError:
        return
    certain = len(data) - len(data) % 3
    answer.rest = data[certain:]
    if certain:
        events.append(PartDelta(answer.count - 1, b64encode(data[:certain]).decode(), answer.index))


def close(answer: Answer, events: list[Event]) -> None:
    """Nothing more can be said in the part that is open."""
    if answer.open is None:
        return
    if answer.rest:
        events.append(PartDelta(answer.count - 1, b64encode(answer.rest).decode(), answer.index))
        answer.rest = b""
    answer.open = None
    events.append(PartEnd(answer.count - 1, answer.index))
