"""What a model has said: a row of items, a row of parts."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Audio, Data, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url
from translators.openai_responses.answer import output_logprobs, read_output, write_output

OWN = "openai_responses"
NOTE = {"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 0, "end_index": 1}}


def message(*content: dict[str, Any]) -> dict[str, Any]:
    """Of the assistant."""
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": list(content)}


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        (message({"type": "output_text", "text": "a"}, {"type": "refusal", "refusal": "no"}), (Text("a"), Refusal("no"))),
        (message({"type": "output_text", "text": ""}, {"type": "novel"}), ()),
        ({"type": "function_call", "call_id": "c", "id": "fc", "name": "f", "arguments": "{}"}, (ToolCall("c", "f", "{}"),)),
        ({"type": "custom_tool_call", "call_id": "c", "name": "f", "input": "x"}, (ToolCall("c", "f", "x", "custom"),)),
        ({"type": "reasoning", "id": "rs_1", "summary": []}, ()),
        (
            {"type": "image_generation_call", "id": "ig", "status": "completed", "result": "QQ==", "output_format": "webp"},
            (Image(Data("image/webp", "QQ==")),),
        ),
        ({"type": "web_search_call", "id": "ws"}, (Unknown("web_search_call", {"type": "web_search_call", "id": "ws"}),)),
    ],
)
def test_an_item_is_read(item: dict[str, Any], parts: tuple[Part, ...]) -> None:
    """What is empty is nothing."""
    assert read_output([item]) == parts


@pytest.mark.parametrize(
    "parts",
    [
        (Reasoning("hm", "s", id="rs_9", signer=OWN), Text("a", (NOTE,)), ToolCall("c", "f", "{}"), ToolCall("d", "g", "x", "custom")),
        (Reasoning("hm", "s", signer="anthropic"), Reasoning("", redacted="r", signer="anthropic"), Refusal("no")),
        (ToolCall("c", "f", "{}", signature="s"), Text("a"), Image(Data("image/png", "QQ=="), signature="u")),
        (),
    ],
)
def test_parts_survive(parts: tuple[Part, ...]) -> None:
    """With their order, and with whoever signed them."""
    assert read_output(write_output(parts, "resp_1", own=False)) == parts


def test_a_signature_of_words_is_not_told() -> None:
    """An item behind the message would be taken for the answer."""
    said = (Text("a", signature="s"), Text("b", signature="t"), ToolCall("c", "f", "{}"), Text("", signature="u"))
    assert write_output(said, "resp_1", own=False) == write_output((Text("a"), Text("b"), ToolCall("c", "f", "{}")), "resp_1", own=False)


def test_texts_that_follow_one_another_are_one() -> None:
    """Some clients look at the last message only."""
    (item,) = write_output([Text("ab", (NOTE,)), Text("cd", (NOTE,))], "resp_1", own=False)
    assert item["content"][0]["text"] == "abcd"
    assert [note["start_index"] for note in item["content"][0]["annotations"]] == [0, 2]


def test_every_item_has_a_name_of_its_own() -> None:
    """A thought keeps the one its provider gave it."""
    parts = (Reasoning("a", id="rs_9"), Reasoning("b"), Text("c"), ToolCall("", "f", ""))
    items = write_output(parts, "resp_1", own=False)
    assert [item["id"] for item in items] == ["rs_9", "rs_10001", "msg_10002", "fc_10003"]
    assert (items[3]["call_id"], items[3]["arguments"]) == ("call_10003", "{}")


def test_the_last_message_of_a_cut_answer_is_not_whole() -> None:
    """Its status says so."""
    items = write_output((Text("a"), ToolCall("c", "f", "{}"), Text("b")), "resp_1", own=False, status="incomplete")
    assert [item["status"] for item in items] == ["completed", "completed", "incomplete"]


def test_of_a_sound_its_words_are_told() -> None:
    """And of what has no place, nothing."""
    parts: list[Part] = [Audio(Data("", "QQ=="), "hey"), Image(Url("u:v")), Unknown("x", {"type": "x"})]
    assert read_output(write_output(parts, "resp_1", own=False)) == (Text("hey"),)
    assert write_output(parts[2:], "resp_1", own=True) == [{"type": "x"}]


def test_log_probabilities_are_those_of_all_texts() -> None:
    """In the shape of chat completions."""
    item = message({"type": "output_text", "text": "a", "logprobs": [{"token": "a", "logprob": -1.0}]})
    assert output_logprobs([item, item]) == {"content": [{"token": "a", "logprob": -1.0}] * 2, "refusal": None}
    assert output_logprobs([message({"type": "output_text", "text": "a", "logprobs": []})]) is None
