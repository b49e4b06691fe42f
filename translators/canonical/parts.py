"""What a message is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

Extra = Mapping[str, Any]  # fields this project does not understand, kept for the wire they came from


class Url(Struct, frozen=True):
    """Something to be fetched by the provider, never by us."""

    url: str


class Data(Struct, frozen=True):
    """Something carried in the request itself."""

    media_type: str
    base64: str


class FileId(Struct, frozen=True):
    """Something the provider already has."""

    id: str


Source = Url | Data | FileId


class Text(Struct, frozen=True):
    """Plain words."""

    text: str
    annotations: tuple[Mapping[str, Any], ...] = ()  # citations, in OpenAI's shape
    cache: Mapping[str, Any] | None = None  # a prompt-cache marker, e.g. {"type": "ephemeral", "ttl": "5m"}
    extra: Extra = field(default_factory=dict)
    signature: str | None = None  # Gemini signs words too


class Image(Struct, frozen=True):
    """A picture."""

    source: Source
    detail: str | None = None
    cache: Mapping[str, Any] | None = None
    extra: Extra = field(default_factory=dict)
    form: str | None = None  # how its own wire spelled it, where that may be done in several ways
    signature: str | None = None  # Gemini signs pictures too


class Audio(Struct, frozen=True):
    """A sound: asked about, or spoken by the model (then with an id, an expiry and a transcript)."""

    source: Source | None
    transcript: str | None = None
    id: str | None = None
    expires_at: int | None = None
    extra: Extra = field(default_factory=dict)
    form: str | None = None


class Document(Struct, frozen=True):
    """A file the model reads."""

    source: Source
    name: str | None = None
    cache: Mapping[str, Any] | None = None
    extra: Extra = field(default_factory=dict)
    form: str | None = None


class Video(Struct, frozen=True):
    """A moving picture."""

    source: Source
    extra: Extra = field(default_factory=dict)
    form: str | None = None


class ToolCall(Struct, frozen=True):
    """The model wants a tool used. Arguments stay the text the model wrote, byte for byte."""

    id: str
    name: str
    arguments: str  # JSON text for a function; free text for a custom tool
    kind: Literal["function", "custom", "legacy"] = "function"  # legacy: the old single `function_call`
    signature: str | None = None  # a thought signature that must come back with this call; only Gemini signs calls
    extra: Extra = field(default_factory=dict)


class ToolResult(Struct, frozen=True):
    """What the tool answered."""

    id: str
    parts: tuple[Text | Image | Document, ...]
    name: str | None = None
    failed: bool | None = None
    cache: Mapping[str, Any] | None = None
    extra: Extra = field(default_factory=dict)


class Reasoning(Struct, frozen=True):
    """What the model thought. A signed thought must come back to its provider unchanged."""

    text: str
    signature: str | None = None
    redacted: str | None = None  # an opaque thought: only its provider can read it
    place: str | None = None  # which field of its wire it stood in; "a,b": the same thought in both
    id: str | None = None
    extra: Extra = field(default_factory=dict)
    signer: str | None = None  # whose models can read `signature` and `redacted`: "anthropic", "gemini", "openai_responses"


class Refusal(Struct, frozen=True):
    """The model declines, in words."""

    text: str


class Unknown(Struct, frozen=True):
    """A part of a kind this project does not know: carried on its own wire, named when it cannot cross."""

    kind: str
    value: Mapping[str, Any]


Part = Text | Image | Audio | Document | Video | ToolCall | ToolResult | Reasoning | Refusal | Unknown
