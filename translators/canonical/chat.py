"""What a caller asks a model, and what the model answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from translators.canonical.parts import Extra, Part
from translators.canonical.usage import NOTHING, Usage

# How its own wire spelled what can be spelled in several ways ("content": "list"). Of no meaning to any other wire.
Form = Mapping[str, Any]
Role = Literal["system", "developer", "user", "assistant", "tool"]
Reason = Literal["stop", "length", "tool_calls", "content_filter"]


class Message(Struct, frozen=True):
    """One turn. Parts keep the order the caller gave them."""

    role: Role
    parts: tuple[Part, ...]
    name: str | None = None
    extra: Extra = field(default_factory=dict)
    form: Form = field(default_factory=dict)


class Tool(Struct, frozen=True):
    """Something the model may call."""

    name: str
    description: str | None = None
    schema: Mapping[str, Any] | None = None
    strict: bool | None = None
    kind: Literal["function", "custom", "native"] = "function"  # native: the provider's own; `extra` is all of it
    grammar: Mapping[str, Any] | None = None  # a custom tool's input format
    cache: Mapping[str, Any] | None = None
    extra: Extra = field(default_factory=dict)


class ToolChoice(Struct, frozen=True):
    """May, must or must not the model call a tool; which ones."""

    mode: Literal["auto", "none", "required"]
    names: tuple[str, ...] = ()  # only these; with "required" and one name: exactly that one
    extra: Extra = field(default_factory=dict)


class Format(Struct, frozen=True):
    """The shape the answer must have."""

    kind: Literal["text", "json_object", "json_schema"]
    name: str | None = None
    description: str | None = None
    schema: Mapping[str, Any] | None = None
    strict: bool | None = None
    extra: Extra = field(default_factory=dict)


class Thinking(Struct, frozen=True):
    """How much the model should think."""

    effort: str | None = None  # "none", "minimal", "low", "medium", "high", "xhigh", "max"
    budget: int | None = None  # tokens; zero: not at all
    extra: Extra = field(default_factory=dict)
    shown: bool | None = None  # does the caller want to read what was thought?


class ChatRequest(Struct, frozen=True, kw_only=True):
    """One question. None means absent; zero, false and empty are values and are kept."""

    model: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    format: Format | None = None
    thinking: Thinking | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    stop: tuple[str, ...] | None = None
    seed: int | None = None
    n: int | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    modalities: tuple[str, ...] | None = None
    audio: Mapping[str, Any] | None = None  # the voice and format asked for
    user: str | None = None
    metadata: Mapping[str, str] | None = None
    service_tier: str | None = None
    verbosity: str | None = None  # "low", "medium", "high"
    prompt_cache_key: str | None = None  # questions that share it likely begin alike, and are sent where that beginning is cached
    stream: bool = False
    wants_usage: bool = False  # a streaming caller asked for the usage chunk
    wire: str = ""  # where it came from: `extra` and `form` may be written back only there
    extra: Extra = field(default_factory=dict)
    form: Form = field(default_factory=dict)


class Choice(Struct, frozen=True, kw_only=True):
    """One of the answers (there are several only when the caller asked for n)."""

    parts: tuple[Part, ...]
    reason: Reason
    native_reason: str | None = None  # the provider's own word, when it says more
    logprobs: Mapping[str, Any] | None = None  # in OpenAI's shape
    extra: Extra = field(default_factory=dict)


class ChatResponse(Struct, frozen=True, kw_only=True):
    """The whole reply."""

    id: str
    model: str
    choices: tuple[Choice, ...]
    usage: Usage = NOTHING
    created: int = 0
    wire: str = ""
    extra: Extra = field(default_factory=dict)
