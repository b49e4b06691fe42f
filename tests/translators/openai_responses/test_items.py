"""The items of a conversation: what one side says in a row is one message."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import Image, Message, Part, Reasoning, Text, ToolCall, ToolResult, Unknown, Url
from translators.openai_responses.items import read_items, spelled_items

RECORDED = recordings("openai.responses")
CALL = {"type": "function_call", "id": "fc_1", "status": "completed", "call_id": "c", "name": "f", "arguments": "{}"}
SEALED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}
SAID = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "hm", "annotations": []}],
}


def told(*items: dict[str, Any]) -> list[tuple[str, tuple[Part, ...]]]:
    """Who said what."""
    return [(message.role, message.parts) for message in read_items(items)]


def test_what_an_assistant_says_in_a_row_is_one_turn() -> None:
    """Thought, words, call: as every other wire has them."""
    turns = told(
        {"role": "developer", "content": "be good"},
        {"role": "user", "content": [{"type": "input_text", "text": "hi"}]},
        SEALED,
        SAID,
        CALL,
        {"type": "function_call_output", "call_id": "c", "output": "42"},
        {"role": "user", "content": "and?"},
    )
    assert turns == [
        ("developer", (Text("be good"),)),
        ("user", (Text("hi"),)),
        ("assistant", (Reasoning("", "x", id="rs_1", signer="openai_responses"), Text("hm"), ToolCall("c", "f", "{}"))),
        ("tool", (ToolResult("c", (Text("42"),)),)),
        ("user", (Text("and?"),)),
    ]


@pytest.mark.parametrize(
    ("item", "role", "part"),
    [
        ({"type": "custom_tool_call", "call_id": "c", "name": "f", "input": "free"}, "assistant", ToolCall("c", "f", "free", "custom")),
        ({"type": "custom_tool_call_output", "call_id": "c", "output": "x"}, "tool", ToolResult("c", (Text("x"),))),
        (
            {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "image_url": "https://x/y"}]},
            "tool",
            ToolResult("c", (Image(Url("https://x/y")),)),
        ),
        ({"type": "item_reference", "id": "i"}, "assistant", Unknown("item_reference", {"type": "item_reference", "id": "i"})),
        (
            {"type": "computer_call_output", "call_id": "c"},
            "user",
            Unknown("computer_call_output", {"type": "computer_call_output", "call_id": "c"}),
        ),
        ({"type": "function_call", "call_id": 1}, "assistant", Unknown("function_call", {"type": "function_call", "call_id": 1})),
        ({**CALL, "namespace": "n"}, "assistant", ToolCall("c", "f", "{}", extra={"namespace": "n"})),
    ],
)
def test_an_item_is_read(item: dict[str, Any], role: str, part: Part) -> None:
    """Whatever it is, and whoever said it."""
    assert told(item) == [(role, (part,))]


def test_items_come_back_as_they_were_while_they_mean_it() -> None:
    """A changed message is written afresh."""
    (message,) = read_items([SEALED, CALL])
    assert spelled_items(message) == [SEALED, CALL]
    assert spelled_items(replace(message, parts=message.parts[1:])) is None
    assert spelled_items(Message("user", (Text("a"),))) is None


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", [row for row in RECORDED if isinstance(row.request["input"], list)], ids=lambda row: row.id)
def test_every_recorded_item_comes_back(recording: Recording) -> None:
    """In order, and equal."""
    spelled = [spelled_items(message) for message in read_items(recording.request["input"])]
    assert [item for items in spelled for item in items or ()] == recording.request["input"]
