"""Requests in the canonical shape, as short as a sentence."""

from __future__ import annotations

from typing import Any

from translators.canonical import ChatRequest, Message, Part, Text, Tool


def asked(*said: str | Part | Message, model: str = "echo", **fields: Any) -> ChatRequest:
    """What a user says; messages stand for themselves, and fields are the request's."""
    messages = [each for each in said if isinstance(each, Message)]
    parts = tuple(Text(each) if isinstance(each, str) else each for each in said if not isinstance(each, Message))
    if parts:
        messages.append(Message("user", parts))
    return ChatRequest(model=model, messages=tuple(messages), **fields)


def tool(name: str, **properties: Any) -> Tool:
    """A function with these properties, all of them required."""
    return Tool(name, schema={"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False})
