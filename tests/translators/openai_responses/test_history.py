"""A conversation of another wire as items that OpenAI takes."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import (
    Data,
    Document,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Role,
    Text,
    ToolCall,
    ToolResult,
    Unknown,
    Url,
    Video,
)
from translators.grammar import NO_RESULT
from translators.openai_responses.history import write_history

OWN = "openai_responses"
CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}


def written(*messages: Message, own: bool = False) -> list[Any]:
    """The items."""
    return write_history(messages, own=own, caching=False)[0]


def said(*parts: Part) -> Message:
    """By the assistant."""
    return Message("assistant", parts)


def result(*parts: Any, id: str = "c", **more: Any) -> Message:
    """Of a tool."""
    return Message("tool", (ToolResult(id, parts, **more),))


def output(value: Any, id: str = "c") -> dict[str, Any]:
    """Of a function."""
    return {"type": "function_call_output", "call_id": id, "output": value}


def test_who_speaks_is_kept() -> None:
    """System stays system, developer developer, and words alone are a string."""
    roles: tuple[Role, ...] = ("system", "developer", "user", "assistant")
    messages = [Message(role, (Text("a"),)) for role in roles]
    assert written(*messages) == [{"role": message.role, "content": "a"} for message in messages]


def test_a_sealed_thought_stands_directly_before_its_deed() -> None:
    """Byte-identical, with its own id."""
    thought = Reasoning("hm", "sealed", id="rs_1", signer=OWN)
    item = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "sealed"}
    assert written(said(thought, ToolCall("c", "f", "{}")), result(Text("1"))) == [item, CALL, output("1")]
    assert written(said(thought, Text("a"))) == [item, {"role": "assistant", "content": "a"}]


def test_a_thought_without_a_deed_is_left_out_and_named() -> None:
    """OpenAI refuses it; what others signed is of no use to it."""
    messages = [said(Text("a"), Reasoning("hm", "sealed", signer=OWN))]
    assert write_history(messages, own=False, caching=False) == ([{"role": "assistant", "content": "a"}], ["messages[0].content[1]"])
    assert written(said(Reasoning("hm", "s", signer="anthropic"), Text("a"))) == [{"role": "assistant", "content": "a"}]


def test_texts_that_follow_one_another_are_one() -> None:
    """And a refusal is words."""
    assert written(said(Text("a"), Text("b"), Refusal("c"))) == [{"role": "assistant", "content": "abc"}]


def test_results_come_before_what_is_said_beside_them() -> None:
    """Anthropic has both in one turn."""
    turn = Message("user", (Text("and?"), ToolResult("c", (Text("1"),))))
    assert written(said(ToolCall("c", "f", "")), turn) == [CALL, output("1"), {"role": "user", "content": "and?"}]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (result(Text("a"), Text("b")), "a\nb"),
        (result(), ""),
        (result(Text("no"), failed=True), "Error: no"),
        (result(Text("error: no"), failed=True), "error: no"),
        (result(failed=True), "Error:"),
        (
            result(Text("a"), Image(Url("https://x/y"))),
            [{"type": "input_text", "text": "a"}, {"type": "input_image", "image_url": "https://x/y", "detail": "auto"}],
        ),
        (
            result(Document(Data("application/pdf", "QQ=="), "a.pdf")),
            [{"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,QQ=="}],
        ),
    ],
)
def test_what_a_tool_says_is_written(message: Message, expected: Any) -> None:
    """Words as a string, pictures in a list, a failure in words."""
    assert written(said(ToolCall("c", "f", "{}")), message) == [CALL, output(expected)]


def test_a_custom_tool_has_its_own_items() -> None:
    """The result is of the kind of its call."""
    items = written(said(ToolCall("c", "f", "free", "custom")), result(Text("x")))
    assert [item["type"] for item in items] == ["custom_tool_call", "custom_tool_call_output"]


def test_every_call_has_its_result() -> None:
    """OpenAI refuses one without, and a result nobody called for."""
    assert written(said(ToolCall("c", "f", "{}"))) == [CALL, output(NO_RESULT)]
    assert written(result(Text("1"), name="f"))[0]["role"] == "user"


def test_calls_of_old_have_no_ids() -> None:
    """They are paired by name."""
    items = written(said(ToolCall("", "f", "{}", "legacy")), Message("tool", (ToolResult("", (Text("1"),), "f"),)))
    assert items == [{**CALL, "call_id": "call_legacy_0"}, output("1", "call_legacy_0")]


def test_an_id_that_is_too_long_stays_the_same_on_both_sides() -> None:
    """A hash of it."""
    call, answer = written(said(ToolCall("c" * 100, "f", "{}")), result(Text("1"), id="c" * 100))
    assert call["call_id"] == answer["call_id"]
    assert len(call["call_id"]) <= 64


def test_what_has_no_place_is_named() -> None:
    """A picture by the assistant, a video by the user."""
    messages = [said(Image(Url("u:v")), Text("a")), Message("user", (Video(Url("u:v")), Text("b")))]
    assert write_history(messages, own=False, caching=False)[1] == ["messages[0].content[0]", "messages[1].content[0]"]


def test_items_nobody_knows_stay_on_their_own_wire() -> None:
    """In a message that was changed, too."""
    unknown = Unknown("web_search_call", {"type": "web_search_call"})
    assert written(said(Text("a"), unknown, Text("b")), own=True)[1] == unknown.value
    assert written(said(unknown)) == []
    assert written(Message("user", (unknown,)), own=True) == [unknown.value]
