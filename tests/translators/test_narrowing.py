"""What does not fit a server of OpenAI's chat wire is left out, and named."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import (
    ChatRequest,
    Data,
    Image,
    Message,
    Reasoning,
    Refusal,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    Url,
    Video,
)
from translators.narrowing import effort, left_out, only_functions, plainly, thoughtless
from translators.openai_chat import TRANSLATOR


def written(**fields: Any) -> tuple[dict[str, Any], ChatRequest]:
    """A question of another wire, in OpenAI's words."""
    request = ChatRequest(**({"model": "m", "messages": (Message("user", (Text("hi"),)),), "wire": "elsewhere"} | fields))
    return dict(TRANSLATOR.write_request(request)[0]), request


def test_thoughts_stay_only_where_they_are_read() -> None:
    """In the one field."""
    turns = (Message("assistant", (Reasoning("a", place="content"), Text("b"))), Message("assistant", (Reasoning("c"), Text("d"))))
    kept, named = thoughtless(turns, kept="content")
    assert (kept[0] is turns[0], kept[1].parts, named) == (True, (Text("d"),), ["messages[1].content[0]"])
    assert thoughtless(turns)[1] == ["messages[0].content[0]", "messages[1].content[0]"]


def test_turns_of_words() -> None:
    """No names, no videos, no thoughts, nothing that a model drew; named by where it stood in the question."""
    picture = Image(Data("image/png", "aaaa"))
    said = (
        Message("user", (Text("a"), Video(Url("https://x.test/v.mp4")), picture), "ann"),
        Message("assistant", (picture, Refusal("no"))),
    )
    thought = (Message("assistant", (Reasoning("hm"), Text("b"), Refusal("no"))), Message("assistant", (Reasoning("hm"),)))
    again = Message("user", (Text("a"),))
    wire, request = written(messages=(*said, again, thought[0], again, thought[1]), model="deepseek-r1")
    assert plainly(wire, request) == [
        "messages[0].name",
        "messages[0].content[1]",
        "messages[1].content[0]",
        "messages[3].content[0]",
        "messages[5].content[0]",
    ]
    shown, *others = wire["messages"]
    assert (shown.keys(), [part["type"] for part in shown["content"]]) == ({"role", "content"}, ["text", "image_url"])
    assert [turn["content"] for turn in others] == ["no", "a", "bno", "a"]


@pytest.mark.parametrize(
    ("thinking", "known", "said"),
    [
        (None, ("low", "high"), (None, [])),
        (Thinking(None), ("low", "high"), (None, [])),
        (Thinking("max"), ("low", "high"), ("high", [])),
        (Thinking(None, 1), ("low", "high"), ("low", [])),
        (Thinking("none"), (), (None, [])),
        (Thinking("low"), (), (None, ["reasoning_effort"])),
        (Thinking("extreme"), ("low",), (None, ["reasoning_effort"])),
    ],
)
def test_how_much_to_think(thinking: Thinking | None, known: tuple[str, ...], said: tuple[str | None, list[str]]) -> None:
    """In the nearest word; a model that knows none cannot think too much."""
    assert effort(ChatRequest(model="m", messages=(), thinking=thinking), known) == said


def test_only_what_asks_for_something_is_named() -> None:
    """Everything is taken out."""
    wire: dict[str, Any] = {"logprobs": False, "top_logprobs": 0, "modalities": ["text"], "user": "u", "x": 1}
    assert left_out(wire, ("logprobs", "top_logprobs", "modalities", "user", "n")) == ["user"]
    assert wire == {"x": 1}


def test_tools_that_take_free_text_are_named_and_their_calls_told() -> None:
    """As calls of a function with one field."""
    called = (Message("assistant", (ToolCall("1", "c", 'a "b"', "custom"), ToolCall("2", "f", "{}"))),)
    wire, request = written(messages=called, tools=(Tool("c", kind="custom"), Tool("f")), tool_choice=ToolChoice("required", ("c",)))
    assert only_functions(wire, request) == ["tools[0]"]
    assert [tool["function"]["name"] for tool in wire["tools"]] == ["f"]
    assert "tool_choice" not in wire
    assert [call["function"] for call in wire["messages"][0]["tool_calls"]] == [
        {"name": "c", "arguments": '{"input":"a \\"b\\""}'},
        {"name": "f", "arguments": "{}"},
    ]


def test_of_several_tools_that_may_be_called_only_these_are_offered() -> None:
    """There is no other word for it."""
    wire, request = written(tools=(Tool("a"), Tool("b"), Tool("c")), tool_choice=ToolChoice("required", ("a", "c")))
    assert only_functions(wire, request) == []
    assert ([tool["function"]["name"] for tool in wire["tools"]], wire["tool_choice"]) == (["a", "c"], "required")


def test_without_a_tool_there_is_no_choice() -> None:
    """Nor may anything be said of it."""
    wire, request = written(tools=(Tool("c", kind="custom"),), tool_choice=ToolChoice("auto"), parallel_tool_calls=False)
    assert only_functions(wire, request) == ["tools[0]"]
    assert wire.keys() == {"model", "messages"}
