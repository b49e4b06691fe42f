"""Mistral's chat wire: its own words for some fields, and none for others."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from translators import TRANSLATORS
from translators.canonical import ChatRequest, Message, Reasoning, Text
from translators.mistral import forward_request, write_request
from translators.openai_chat import TRANSLATOR

HELLO: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


def forwarded(model: str = "m", **fields: Any) -> dict[str, Any]:
    """What Mistral is asked."""
    body = json.dumps(HELLO | fields, separators=(",", ":")).encode()
    wire: dict[str, Any] = json.loads(forward_request(body, TRANSLATOR.peek_request(body), model))
    return wire


def test_fields_it_knows_by_other_names() -> None:
    """The newer name of the limit wins, as everywhere."""
    assert forwarded("n", seed=7, max_completion_tokens=5, max_tokens=6, x=1) == HELLO | {
        "model": "n",
        "random_seed": 7,
        "max_tokens": 5,
        "x": 1,
    }


def test_usage_need_not_be_asked_for() -> None:
    """Asking is an error there, and it tells by itself."""
    assert forwarded(stream=True, stream_options={"include_usage": True}) == HELLO | {"stream": True}
    assert forwarded(stream=True) == HELLO | {"stream": True}


def test_nothing_to_change_is_the_same_object() -> None:
    """Not a copy."""
    body = json.dumps(HELLO | {"random_seed": 7}, separators=(",", ":")).encode()
    assert forward_request(body, TRANSLATOR.peek_request(body), "m") is body


def test_a_question_of_another_wire() -> None:
    """In its words; its own thoughts go back as they came, others stay out and are named."""
    messages = (
        Message("assistant", (Reasoning("a", place="content"), Text("b"))),
        Message("assistant", (Reasoning("c"), Text("d"))),
    )
    wire, dropped = write_request(ChatRequest(model="m", messages=messages, max_tokens=5, seed=7, stream=True, wire="openai_chat"))
    assert wire.keys() == {"model", "messages", "max_tokens", "random_seed", "stream"}
    assert wire["messages"][0]["content"][0] == {"type": "thinking", "thinking": [{"type": "text", "text": "a"}]}
    assert wire["messages"][1] == {"role": "assistant", "content": "d"}
    assert dropped == ("messages[1].reasoning",)
    again = replace(ChatRequest(model="m", messages=()), top_k=1)
    assert write_request(again)[1] == ("top_k",)


def test_its_replies_are_openais() -> None:
    """Lists of content and all: other servers have them too."""
    assert TRANSLATORS["mistral"].stream_reader is TRANSLATOR.stream_reader
    assert TRANSLATORS["mistral"].wire == TRANSLATOR.wire
