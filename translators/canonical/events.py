"""A reply is a stream of events: Start, then parts, then Finish. Always, even when nobody asked to stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from translators.canonical.chat import Reason
from translators.canonical.parts import Extra, Part
from translators.canonical.usage import Usage


class Start(Struct, frozen=True):
    """A greeting. Not content: a fallback is still possible after it."""

    id: str
    model: str
    created: int = 0
    wire: str = ""
    extra: Extra = field(default_factory=dict)


class PartStart(Struct, frozen=True):
    """A part begins: `part` says which kind, with everything but its text."""

    index: int
    part: Part
    choice: int = 0
    answer: bool = False  # it came by the hidden tool: its text is the whole answer


class PartDelta(Struct, frozen=True):
    """More of an open part: text, arguments, a thought, base64 audio."""

    index: int
    text: str
    choice: int = 0
    logprobs: Mapping[str, Any] | None = None  # OpenAI's shape, for the tokens of this delta


class PartNote(Struct, frozen=True):
    """Something that belongs to an open part but is not its text: a signature, a citation, a transcript."""

    index: int
    note: Mapping[str, Any]  # fields of the part to fill in; sequences, text among them, are appended to
    choice: int = 0


class PartEnd(Struct, frozen=True):
    """The part is whole."""

    index: int
    choice: int = 0


class ChoiceEnd(Struct, frozen=True):
    """One answer is whole."""

    reason: Reason
    choice: int = 0
    native_reason: str | None = None
    extra: Extra = field(default_factory=dict)


class Finish(Struct, frozen=True):
    """Ends every good reply, and only a good reply. `reason` is that of the first choice."""

    reason: Reason
    usage: Usage
    extra: Extra = field(default_factory=dict)


Event = Start | PartStart | PartDelta | PartNote | PartEnd | ChoiceEnd | Finish


class Batch(Struct):
    """Events that arrived together, and, while nobody has changed them, the bytes they came as."""

    events: Sequence[Event] | None  # None: not decoded, because nobody needed them
    wire_bytes: bytes | None = None
