"""Mistral's chat wire: its own words for some fields, and none for others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from translators import TRANSLATORS
from translators.canonical import Audio, ChatRequest, Data, Document, Image, Message, Reasoning, Text, Thinking, ToolCall, ToolResult, Url
from translators.mistral import BETWEEN, call_id, forward_request, write_request
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
    assert dropped == ("messages[1].content[0]",)
    again = replace(ChatRequest(model="m", messages=()), top_k=1)
    assert write_request(again)[1] == ("top_k",)


def crossed(*messages: Message, **fields: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A question from Anthropic's wire."""
    wire, dropped = write_request(ChatRequest(**({"model": "m", "messages": messages, "wire": "anthropic"} | fields)))
    return dict(wire), dropped


def test_calls_have_ids_of_nine_letters() -> None:
    """A call's and its result's are one; a legal one stays."""
    ids = ("toolu_01A09q90qw90lq917835lq9", "D681PevKs", "")
    calls = Message("assistant", tuple(ToolCall(id, f"f{place}", "{}") for place, id in enumerate(ids)))
    results = Message("tool", tuple(ToolResult(id, (Text("r"),)) for id in ids))
    wire, _ = crossed(Message("user", (Text("hi"),)), calls, results)
    said = [call["id"] for call in wire["messages"][1]["tool_calls"]]
    assert said == [message["tool_call_id"] for message in wire["messages"][2:]]
    assert all(re.fullmatch("[a-zA-Z0-9]{9}", id) for id in said)
    assert (said[1], len(set(said)), [call_id(id) for id in ids]) == ("D681PevKs", 3, said)


def test_nobody_speaks_right_behind_a_tool() -> None:
    """The assistant has to come between."""
    calls, results = Message("assistant", (ToolCall("1", "f", "{}"),)), Message("tool", (ToolResult("1", (Text("r"),)),))
    wire, _ = crossed(Message("user", (Text("hi"),)), calls, results, Message("user", (Text("and?"),)))
    assert [message["role"] for message in wire["messages"]] == ["user", "assistant", "tool", "assistant", "user"]
    assert wire["messages"][3] == {"role": "assistant", "content": BETWEEN}


def test_an_assistant_who_speaks_last_begins_the_answer() -> None:
    """It has to be said. One who says nothing is left out: it would be refused."""
    wire, _ = crossed(Message("user", (Text("hi"),)), Message("assistant", (Text(""),)), Message("assistant", (Text("I "),)))
    assert wire["messages"] == [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "I ", "prefix": True}]


def test_documents_and_sounds_have_names_of_their_own() -> None:
    """A picture is OpenAI's."""
    document, sound = Document(Data("application/pdf", "aaaa"), "a.pdf"), Audio(Data("audio/wav", "bbbb"))
    wire, _ = crossed(Message("user", (document, sound, Image(Url("https://x.test/a.png")))))
    assert wire["messages"][0]["content"] == [
        {"type": "document_url", "document_url": "data:application/pdf;base64,aaaa", "document_name": "a.pdf"},
        {"type": "input_audio", "input_audio": "bbbb"},
        {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}},
    ]


def test_what_it_does_not_know_is_left_out_and_named() -> None:
    """It refuses every field that it does not know."""
    hello = Message("user", (Text("hi"),), "ann")
    wire, dropped = crossed(hello, user="u", logprobs=True, service_tier="auto", verbosity="low", seed=1, stream=True)
    assert wire.keys() == {"model", "messages", "random_seed", "stream"}
    assert set(dropped) == {"messages[0].name", "user", "logprobs", "service_tier", "verbosity"}


@pytest.mark.parametrize(
    ("model", "asked", "word", "named"),
    [
        ("mistral-small-latest", "max", "high", ()),
        ("mistral-medium-3-5", "none", "none", ()),
        ("mistral-large-latest", "high", None, ("reasoning_effort",)),
    ],
)
def test_some_models_are_told_whether_to_think(model: str, asked: str, word: str | None, named: tuple[str, ...]) -> None:
    """The others do, or do not."""
    wire, dropped = crossed(model=model, thinking=Thinking(asked))
    assert (wire.get("reasoning_effort"), dropped) == (word, named)


def test_its_replies_are_openais() -> None:
    """Lists of content and all: other servers have them too."""
    assert TRANSLATORS["mistral"].stream_reader is TRANSLATOR.stream_reader
    assert TRANSLATORS["mistral"].wire == TRANSLATOR.wire
