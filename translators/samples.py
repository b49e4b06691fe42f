"""One question for every feature: what can be said on a wire, and what becomes of it on another, is seen by asking them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from translators.canonical import (
    Audio,
    ChatRequest,
    Data,
    Document,
    FileId,
    Format,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Unknown,
    Url,
    Video,
)

# Of each wire models that together can do all that has a place on it.
MODELS: Mapping[str, tuple[str, ...]] = {
    "openai_chat": ("gpt-4o", "gpt-5.1", "anthropic/claude-sonnet-4.5", "deepseek-v4"),
    "openai_responses": ("gpt-4o", "gpt-5.1", "gpt-6"),
    "anthropic": ("claude-sonnet-4-5", "claude-opus-4-6"),
    "gemini": ("gemini-2.5-pro", "gemini-3-pro"),
}

_SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
_MARK = {"type": "ephemeral"}
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_LOOK, _SEARCH = Tool("look", "Looks.", _SCHEMA), Tool("find", "Finds.", _SCHEMA)
_HELLO = Message("user", (Text("What is in it? Answer in JSON."),))
_CITATION = {"type": "url_citation", "url_citation": {"url": "https://example.com/a", "title": "A", "start_index": 0, "end_index": 1}}


def _asked(*parts: Part) -> dict[str, Any]:
    return {"messages": (Message("user", (*_HELLO.parts, *parts)),)}


def _before(*parts: Part) -> dict[str, Any]:
    """Said by the model, before the question."""
    return {"messages": (_HELLO, Message("assistant", parts), Message("user", (Text("And?"),)))}


def _result(*parts: Text | Image | Document, **fields: Any) -> dict[str, Any]:
    """Of a tool that the model has called."""
    called, answered = ToolCall("call_1", "look", '{"city":"Oslo"}'), ToolResult("call_1", parts, "look", **fields)
    return {"tools": (_LOOK,), "messages": (_HELLO, Message("assistant", (called,)), Message("tool", (answered,)))}


_FIELDS: Mapping[str, dict[str, Any]] = {
    "max_tokens": {"max_tokens": 4096},
    "temperature": {"temperature": 0.5},
    "top_p": {"top_p": 0.5},
    "top_k": {"top_k": 5},
    "frequency_penalty": {"frequency_penalty": 0.5},
    "presence_penalty": {"presence_penalty": 0.5},
    "seed": {"seed": 7},
    "stop": {"stop": ("END",)},
    "n": {"n": 2},
    "logprobs": {"logprobs": True},
    "top_logprobs": {"logprobs": True, "top_logprobs": 2},
    "modalities": {"modalities": ("text", "audio"), "audio": {"voice": "alloy", "format": "wav"}},
    "audio": {"modalities": ("text", "audio"), "audio": {"voice": "alloy", "format": "wav"}},
    "user": {"user": "user-1"},
    "metadata": {"metadata": {"a": "b"}},
    "service_tier": {"service_tier": "auto"},
    "verbosity": {"verbosity": "low"},
    "prompt_cache_key": {"prompt_cache_key": "agent-1"},
    "thinking": {"thinking": Thinking("low")},
    "json_object": {"format": Format("json_object")},
    "json_schema": {"format": Format("json_schema", "answer", schema=_SCHEMA)},
    "tools": {"tools": (_LOOK,)},
    "custom_tools": {"tools": (Tool("patch", "Patches.", kind="custom"),)},
    "native_tools": {"tools": (_LOOK, Tool("web_search", kind="native", extra={"type": "web_search"}))},
    "strict_tools": {"tools": (replace(_LOOK, strict=True),)},
    "tool_cache": {"tools": (replace(_LOOK, cache=_MARK),)},
    "tool_choice": {"tools": (_LOOK,), "tool_choice": ToolChoice("required", ("look",))},
    "tool_choice_names": {
        "tools": (_LOOK, _SEARCH, Tool("third", "Is third.", _SCHEMA)),
        "tool_choice": ToolChoice("required", ("look", "find")),
    },
    "parallel_tool_calls": {"tools": (_LOOK, _SEARCH), "parallel_tool_calls": False},
    "name": {"messages": (replace(_HELLO, name="ann"),)},
    "image_url": _asked(Image(Url("https://example.com/i.png"))),
    "image_data": _asked(Image(Data("image/png", _PIXEL))),
    "image_detail": _asked(Image(Data("image/png", _PIXEL), "low")),
    "document_url": _asked(Document(Url("https://example.com/d.pdf"), "d.pdf")),
    "document_data": _asked(Document(Data("application/pdf", "JVBERi0xLjQ="), "d.pdf")),
    "audio_data": _asked(Audio(Data("audio/wav", "UklGRg=="))),
    "video": _asked(Video(Url("https://example.com/v.mp4"))),
    "file_id": _asked(Document(FileId("https://generativelanguage.googleapis.com/v1beta/files/a1"))),
    "tool_result_image": _result(Text("Here it is."), Image(Data("image/png", _PIXEL))),
    "tool_result_document": _result(Text("Here it is."), Document(Data("application/pdf", "JVBERi0xLjQ="), "d.pdf")),
    "tool_result_failed": _result(Text("No such city."), failed=True),
    "cache": {"messages": (Message("user", (Text("hi", cache=_MARK),)),)},
    "refusal": _before(Refusal("I will not.")),
    "reasoning": _before(Reasoning("I wonder."), Text("Yes.")),
    "citations": _before(Text("Yes.", (_CITATION,))),
    "unknown": _asked(Unknown("novel", {"type": "novel"})),
}


def sample(feature: str, model: str, wire: str) -> ChatRequest:
    """A question of this wire that uses this feature; of others only what it cannot be used without."""
    return ChatRequest(**{"model": model, "messages": (_HELLO,), "wire": wire} | _FIELDS[feature])
