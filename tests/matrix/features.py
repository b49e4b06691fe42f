"""One question on the OpenAI chat wire for each thing a question can ask for or contain."""

from __future__ import annotations

import json
from typing import Any

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PDF = "JVBERi0xLjQKJcfsj6IKMSAwIG9iago8PD4+CmVuZG9iago="
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
EPHEMERAL = {"type": "ephemeral"}
OBJECT = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
# A schema with all that schemas of real callers have.
RICH = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$defs": {
        "Unit": {"type": "string", "enum": ["celsius", "fahrenheit", ""], "title": "Unit"},
        "Node": {
            "type": "object",
            "properties": {"value": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}},
            "required": ["value"],
        },
    },
    "type": "object",
    "title": "Rich",
    "properties": {
        "unit": {"$ref": "#/$defs/Unit", "description": "which unit"},
        "maybe": {"type": ["string", "null"], "default": None},
        "either": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "description": "one of them"},
        "one": {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
        "all": {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}]},
        "level": {"type": "integer", "enum": [1, 2, 3]},
        "fixed": {"const": "yes"},
        "list": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "number", "exclusiveMinimum": 0}}}},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2},
        "anything": {},
        "bare": {"type": "array"},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
        "chain": {"$ref": "#/$defs/Node"},
        "when": {"type": "string", "format": "date-time", "examples": ["2020-01-01T00:00:00Z"]},
        "mail": {"type": "string", "format": "email", "pattern": "^.+@.+$", "minLength": 3, "maxLength": 99},
    },
    "required": ["unit", "maybe"],
    "additionalProperties": False,
}


def tool(name: str, parameters: Any = OBJECT, **more: Any) -> Any:
    """A function."""
    return {"type": "function", "function": {"name": name, "description": f"about {name}", "parameters": parameters, **more}}


def call(id: str, name: str = "weather", arguments: str = '{"city":"Oslo"}', **more: Any) -> Any:
    """A call of it."""
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}, **more}


def user(*parts: Any) -> Any:
    """What a user says."""
    return {"role": "user", "content": parts[0] if len(parts) == 1 and isinstance(parts[0], str) else list(parts)}


def assistant(content: Any = None, *calls: Any, **more: Any) -> Any:
    """What a model said."""
    return {"role": "assistant", "content": content, **({"tool_calls": list(calls)} if calls else {}), **more}


def result(id: str, content: Any = "18 degrees") -> Any:
    """What a tool answered."""
    return {"role": "tool", "tool_call_id": id, "content": content}


def text(words: str, **more: Any) -> Any:
    """A part of a message."""
    return {"type": "text", "text": words, **more}


def picture(url: str = f"data:image/png;base64,{PNG}", **more: Any) -> Any:
    """A part of a message."""
    return {"type": "image_url", "image_url": {"url": url, **more}}


HI = user("hello there")
SYSTEM = {"role": "system", "content": "be brief"}
TOOLS = {"tools": [tool("weather"), tool("clock")]}
ASKED = user("what is the weather?")
THOUGHT = {"type": "reasoning.text", "text": "hm", "signature": "c2lnbmVk", "index": 0}
SEALED = {"type": "reasoning.encrypted", "data": "c2VhbGVk", "index": 1}


def _thought(*details: Any, format: str) -> Any:
    return {"reasoning_details": [{**detail, "format": format} for detail in details]}


def _loop(first: Any, **more: Any) -> dict[str, Any]:
    return {"messages": [ASKED, first, result("call_1")], **TOOLS, **more}


MESSAGES: dict[str, list[Any]] = {
    "one message": [HI],
    "system": [SYSTEM, HI],
    "developer": [{"role": "developer", "content": [text("be brief")]}, HI],
    "several instructions": [SYSTEM, {"role": "system", "content": "in English"}, HI, {"role": "system", "content": "and kind"}],
    "only instructions": [SYSTEM],
    "several turns": [HI, assistant("hello to you"), user("how are you?")],
    "two of one role": [HI, user("anybody there?"), assistant("yes"), assistant("I am"), user("good")],
    "the model begins": [assistant("welcome"), HI],
    "the model is cut short": [HI, assistant("once upon a time ")],
    "empty texts": [user(text(""), text("not empty")), assistant(""), user("and on")],
    "an empty question": [user("")],
    "only white space": [user(" \n")],
    "parts": [user(text("look"), text("closely"))],
    "names": [{"role": "user", "name": "ann", "content": "hello there"}],
    "a refusal before": [HI, assistant(None, refusal="I will not"), user("please")],
    "a picture by its address": [user(text("look"), picture("https://example.com/cat.png"))],
    "a picture": [user(text("look"), picture(detail="low"))],
    "only a picture": [user(picture())],
    "a jpeg": [user(text("look"), picture("data:image/jpeg;base64,/9j/4AAQSkZJRg=="))],
    "a document": [user(text("read"), {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{PDF}", "filename": "a.pdf"}})],
    "a file the provider has": [user(text("read"), {"type": "file", "file": {"file_id": "file-abc123"}})],
    "a sound": [user(text("listen"), {"type": "input_audio", "input_audio": {"data": WAV, "format": "wav"}})],
    "a cache marker": [
        {"role": "system", "content": [text("be brief", cache_control=EPHEMERAL)]},
        user(text("a long story", cache_control={"type": "ephemeral", "ttl": "1h"})),
    ],
    "many cache markers": [user(*(text(f"story {n}", cache_control=EPHEMERAL) for n in range(7)))],
    "unicode": [user("grüße 你好 \U0001f600 \u2028 </tag> \\n")],
}
CALLS: dict[str, list[Any]] = {
    "a call and its result": [ASKED, assistant(None, call("call_1")), result("call_1"), user("and tomorrow?")],
    "a call with words": [ASKED, assistant("let me see", call("call_1")), result("call_1")],
    "a call without content": [ASKED, {"role": "assistant", "tool_calls": [call("call_1")]}, result("call_1")],
    "several calls": [ASKED, assistant(None, call("call_1"), call("call_2", "clock")), result("call_1"), result("call_2", "noon")],
    "equal calls": [ASKED, assistant(None, call("call_1"), call("call_2")), result("call_1"), result("call_2", "noon")],
    "results out of order": [ASKED, assistant(None, call("call_1"), call("call_2", "clock")), result("call_2", "noon"), result("call_1")],
    "a question after results": [ASKED, assistant(None, call("call_1")), result("call_1"), user("and tomorrow?"), assistant("rain")],
    "steps": [ASKED, assistant(None, call("call_1")), result("call_1"), assistant(None, call("call_2", "clock")), result("call_2", "noon")],
    "a call nobody answered": [ASKED, assistant(None, call("call_1"), call("call_2")), result("call_1"), user("well?")],
    "a last call nobody answered": [ASKED, assistant(None, call("call_1"))],
    "a result nobody called for": [ASKED, result("call_9", "from nowhere"), user("well?")],
    "empty arguments": [ASKED, assistant(None, call("call_1", arguments="")), result("call_1")],
    "broken arguments": [ASKED, assistant(None, call("call_1", arguments='{"city":')), result("call_1")],
    "arguments that are no object": [ASKED, assistant(None, call("call_1", arguments="[1]")), result("call_1")],
    "big numbers": [ASKED, assistant(None, call("call_1", arguments='{"city":123456789012345678901234567890}')), result("call_1")],
    "an empty result": [ASKED, assistant(None, call("call_1")), result("call_1", "")],
    "a result in parts": [ASKED, assistant(None, call("call_1")), result("call_1", [text("18 degrees"), text("sunny")])],
    "a result that is JSON": [ASKED, assistant(None, call("call_1")), result("call_1", json.dumps({"degrees": 18}))],
    "a result with a picture": [ASKED, assistant(None, call("call_1")), result("call_1", [text("18 degrees"), picture()])],
    "odd ids": [ASKED, assistant(None, call("call:1/ä.b|fc_1")), result("call:1/ä.b|fc_1")],
    "long ids": [ASKED, assistant(None, call("c" * 90)), result("c" * 90)],
    "an id used twice": [
        ASKED,
        assistant(None, call("call_1")),
        result("call_1"),
        assistant("rain"),
        user("again"),
        assistant(None, call("call_1")),
        result("call_1", "snow"),
    ],
}
FIELDS: dict[str, dict[str, Any]] = {
    "max_tokens": {"max_tokens": 300},
    "max_completion_tokens": {"max_completion_tokens": 300},
    "few tokens": {"max_tokens": 5},
    "temperature": {"temperature": 0.5},
    "no temperature": {"temperature": 0},
    "a high temperature": {"temperature": 1.7},
    "temperature and top_p": {"temperature": 0.5, "top_p": 0.5},
    "penalties": {"frequency_penalty": 0.5, "presence_penalty": -0.5},
    "seed": {"seed": 7},
    "one stop": {"stop": "END"},
    "several stops": {"stop": ["END", "\n\n", " ", "STOP", "HALT", "QUIT", "EXIT"]},
    "several answers": {"n": 3},
    "log probabilities": {"logprobs": True, "top_logprobs": 3},
    "user": {"user": "user-1234"},
    "a user who is a person": {"user": "ann@example.com"},
    "metadata": {"metadata": {"team": "red"}, "store": False},
    "service tier": {"service_tier": "auto"},
    "a stream": {"stream": True, "stream_options": {"include_usage": True}},
    "json": {"response_format": {"type": "json_object"}},
    "text": {"response_format": {"type": "text"}},
    "a schema": {"response_format": {"type": "json_schema", "json_schema": {"name": "city", "schema": OBJECT, "strict": True}}},
    "a rich schema": {"response_format": {"type": "json_schema", "json_schema": {"name": "rich", "schema": RICH}}},
    "a schema that is a list": {
        "response_format": {"type": "json_schema", "json_schema": {"name": "l", "schema": {"type": "array", "items": OBJECT}}}
    },
    "a schema and tools": {"response_format": {"type": "json_schema", "json_schema": {"name": "city", "schema": OBJECT}}, **TOOLS},
    "tools": TOOLS,
    "a strict tool": {"tools": [tool("weather", strict=True)]},
    "a tool without parameters": {"tools": [{"type": "function", "function": {"name": "now"}}]},
    "a tool with an empty schema": {"tools": [tool("now", {})]},
    "a tool with a rich schema": {"tools": [tool("rich", RICH)]},
    "a tool with an odd name": {"tools": [tool("get-the_weather2")]},
    "a cached tool": {"tools": [{**tool("weather"), "cache_control": EPHEMERAL}]},
    "tools, auto": {**TOOLS, "tool_choice": "auto"},
    "tools, none": {**TOOLS, "tool_choice": "none"},
    "tools, required": {**TOOLS, "tool_choice": "required"},
    "tools, one of them": {**TOOLS, "tool_choice": {"type": "function", "function": {"name": "clock"}}},
    "tools, some of them": {
        **TOOLS,
        "tool_choice": {
            "type": "allowed_tools",
            "allowed_tools": {"mode": "required", "tools": [{"type": "function", "function": {"name": "clock"}}]},
        },
    },
    "one tool at a time": {**TOOLS, "parallel_tool_calls": False},
    "one tool at a time, required": {**TOOLS, "parallel_tool_calls": False, "tool_choice": "required"},
    **{f"effort {word}": {"reasoning_effort": word} for word in ("none", "minimal", "low", "medium", "high", "xhigh")},
    "thinking in few tokens": {"reasoning_effort": "high", "max_tokens": 1000},
    "thinking at a temperature": {"reasoning_effort": "low", "temperature": 0.3, "top_p": 0.5},
    "thinking and a forced tool": {"reasoning_effort": "low", "tool_choice": "required", **TOOLS},
    "thinking and a named tool": {
        "reasoning_effort": "low",
        "tool_choice": {"type": "function", "function": {"name": "clock"}},
        **TOOLS,
    },
    "thinking and a schema": {
        "reasoning_effort": "low",
        "response_format": {"type": "json_schema", "json_schema": {"name": "c", "schema": OBJECT}},
    },
    "thinking, a schema and tools": {
        "reasoning_effort": "low",
        "response_format": {"type": "json_schema", "json_schema": {"name": "c", "schema": OBJECT}},
        **TOOLS,
    },
}
LOOPS: dict[str, dict[str, Any]] = {
    "a loop without thoughts": _loop(assistant(None, call("call_1")), reasoning_effort="high"),
    "a loop with Claude's thoughts": _loop(
        assistant(None, call("call_1"), **_thought(THOUGHT, SEALED, format="anthropic-claude-v1")), reasoning_effort="high"
    ),
    "a loop with OpenAI's thoughts": _loop(
        assistant(None, call("call_1"), **_thought(SEALED, format="openai-responses-v1")), reasoning_effort="high"
    ),
    "a loop with Gemini's signature": _loop(
        assistant(None, call("call_1", extra_content={"google": {"thought_signature": "c2lnbmVk"}})), reasoning_effort="high"
    ),
    "a loop with unsigned thoughts": _loop(assistant(None, call("call_1"), reasoning_content="hm"), reasoning_effort="high"),
    "thoughts of a turn that is over": {
        "messages": [ASKED, assistant("rain", **_thought(THOUGHT, format="anthropic-claude-v1")), user("and tomorrow?")],
        "reasoning_effort": "high",
    },
}
FEATURES: dict[str, dict[str, Any]] = {
    **{name: {"messages": messages} for name, messages in MESSAGES.items()},
    **{name: {"messages": messages, **TOOLS} for name, messages in CALLS.items()},
    "calls without tools": {"messages": CALLS["a call and its result"]},
    **{name: {"messages": [SYSTEM, HI], **fields} for name, fields in FIELDS.items()},
    **LOOPS,
}
