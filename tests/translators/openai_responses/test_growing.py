"""Items of a streamed reply while they grow."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from translators.canonical import ToolCall
from translators.openai_responses.growing import Growing, GrowingCall, GrowingRefusal, GrowingText, GrowingThought, frame


def test_a_frame_has_its_name_twice_and_its_number_once() -> None:
    """On a line of its own, and in the data."""
    head, data = frame("response.x", {"a": 1}, 7).decode().strip().split("\n")
    assert head == "event: response.x"
    assert json.loads(data.removeprefix("data: ")) == {"type": "response.x", "a": 1, "sequence_number": 7}


@pytest.mark.parametrize(
    ("growing", "names"),
    [
        (
            GrowingText("msg_1", 0),
            ["output_item.added", "content_part.added", "output_text.delta", "output_text.done", "content_part.done", "output_item.done"],
        ),
        (
            GrowingRefusal("msg_1", 0),
            ["output_item.added", "content_part.added", "refusal.delta", "refusal.done", "content_part.done", "output_item.done"],
        ),
        (
            GrowingThought("rs_1", 0),
            [
                "output_item.added",
                "reasoning_summary_part.added",
                "reasoning_summary_text.delta",
                "reasoning_summary_text.done",
                "reasoning_summary_part.done",
                "output_item.done",
            ],
        ),
        (
            GrowingCall(ToolCall("c", "f", ""), "r", 0),
            ["output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"],
        ),
        (
            GrowingCall(ToolCall("c", "f", "", "custom"), "r", 0),
            ["output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done", "output_item.done"],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_item_begins_grows_and_ends(growing: Growing, names: list[str]) -> None:
    """In OpenAI's order; what it is in the end is what it said."""
    told = [*growing.begin(), *growing.more("{}", None), *growing.end("completed", None)]
    assert [name for name, _ in told] == names
    assert told[-1][1]["item"] == growing.item("completed", None)
    assert "{}" in json.dumps(growing.item("completed", None))


@pytest.mark.parametrize(
    "make",
    [
        lambda: GrowingText("msg_1", 3),
        lambda: GrowingThought("rs_1", 3),
        lambda: GrowingCall(ToolCall("c", "f", ""), "r", 3),
        lambda: GrowingCall(ToolCall("c", "f", "", "custom"), "r", 3),
    ],
)
def test_a_delta_is_the_same_both_ways(make: Callable[[], GrowingText | GrowingThought | GrowingCall]) -> None:
    """The quick one, and the one that may have something beside it."""
    quick, careful = make(), make()
    list(quick.begin()), list(careful.begin())
    ((name, fields),) = careful.more("é", None)
    assert json.loads(quick.delta("é", 5).decode().split("data: ")[1]) == {"type": f"response.{name}", **fields, "sequence_number": 5}
    assert quick.item("completed", None) == careful.item("completed", None)


def test_a_function_called_with_nothing_is_called_with_an_empty_object() -> None:
    """Its caller parses the arguments."""
    growing = GrowingCall(ToolCall("c", "f", ""), "r", 0)
    told = [*growing.begin(), *growing.end("completed", None)]
    assert [fields.get("delta") or fields.get("arguments") for _, fields in told] == [None, "{}", "{}", None]
    assert growing.item("completed", None)["arguments"] == "{}"
