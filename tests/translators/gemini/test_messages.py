"""Turns, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Data, Document, FileId, Image, Message, Reasoning, Text, ToolCall, ToolResult
from translators.gemini.abilities import abilities
from translators.gemini.messages import (
    lost,
    read_contents,
    read_instructions,
    write_content,
    write_conversation,
    write_instructions,
)
from translators.gemini.signatures import write_signature

TWO, THREE = abilities("gemini-2.5-flash"), abilities("gemini-3-pro-preview")


@pytest.mark.parametrize(
    "wire",
    [
        "be brief",
        {"parts": [{"text": "be brief"}], "role": "user"},
        {"parts": {"text": ""}},
        [{"text": "be"}, {"text": "brief"}],
        {"text": "be brief"},
        {"parts": []},
        {},
    ],
)
def test_instructions_go_back_as_they_were(wire: Any) -> None:
    assert write_instructions(read_instructions(wire)) == wire


@pytest.mark.parametrize(
    "content",
    [
        {"parts": [{"text": "hi"}]},
        {"role": "user", "parts": {"text": "hi"}},
        {"role": "model", "parts": [{"text": "hm", "thought": True}, {"text": "hi", "thoughtSignature": "s"}]},
        {"role": "function", "parts": [{"functionResponse": {"name": "f", "response": {"output": "x"}}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}, {"text": "and?"}], "new": 1},
    ],
)
def test_turns_go_back_as_they_were(content: Any) -> None:
    assert [write_content(message) for message in read_contents([content])] == [content]


def test_results_without_ids_answer_the_calls_by_name_and_order() -> None:
    def call(name: str, **more: str) -> dict[str, Any]:
        return {"functionCall": {"name": name, "args": {}, **more}}

    def result(name: str, **more: str) -> dict[str, Any]:
        return {"functionResponse": {"name": name, "response": {"result": name}, **more}}

    contents = [
        {"role": "model", "parts": [call("a"), call("b"), call("a"), call("c", id="x")]},
        {"role": "user", "parts": [result("a"), result("c", id="x"), result("a"), result("b")]},
    ]
    calls, results = read_contents(contents)
    ids = [part.id for part in calls.parts if isinstance(part, ToolCall)]
    assert len(set(ids)) == 4
    assert results.role == "tool"
    assert [part.id for part in results.parts if isinstance(part, ToolResult)] == [ids[0], "x", ids[2], ids[1]]
    assert [write_content(message) for message in (calls, results)] == contents


def test_results_without_ids_answer_the_calls_of_all_contents_before() -> None:
    """A streamed answer that was kept piece by piece: its last piece says nothing more."""
    call = {"role": "model", "parts": [{"functionCall": {"name": "a", "args": {}}}]}
    result = {"role": "user", "parts": [{"functionResponse": {"name": "a", "response": {"result": "x"}}}] * 2}
    messages = read_contents([call, call, {"role": "model", "parts": [{"text": ""}]}, result])
    ids = [part.id for message in messages for part in message.parts if isinstance(part, ToolCall | ToolResult)]
    assert len(set(ids)) == 2
    assert ids[:2] == ids[2:]


def test_a_thought_another_signed_is_one_again_when_it_comes_back_in_pieces() -> None:
    sealed = write_signature(Reasoning("", signature="sig", signer="anthropic"))
    parts = [
        {"text": "a ", "thought": True},
        {"text": "b", "thought": True},
        {"text": "", "thought": True, "thoughtSignature": sealed},
        {"text": "so"},
    ]
    (message,) = read_contents([{"role": "model", "parts": parts}])
    assert message.parts == (Reasoning("a b", "sig", signer="anthropic"), Text("so"))
    assert write_content(message)["parts"] == [{"text": "so"}], "Google could not read it"


def test_a_loop_with_tools_crosses_with_names_ids_and_signatures() -> None:
    messages = [
        Message("system", (Text("brief"),)),
        Message("user", (Text("weather?"),)),
        Message(
            "assistant",
            (
                Reasoning("hm", "sig", signer="gemini"),
                Reasoning("x", "s", signer="anthropic"),
                ToolCall("1", "f", "{}"),
                ToolCall("2", "f", "{}"),
            ),
        ),
        Message("tool", (ToolResult("1", (Text("sun"),)),)),
        Message("tool", (ToolResult("2", (Image(Data("image/png", "AA")),)),)),
        Message("user", (Text("thanks"),)),
    ]
    instructions, contents = write_conversation(messages, THREE)
    assert instructions == [{"text": "brief"}]
    assert contents == [
        {"role": "user", "parts": [{"text": "weather?"}]},
        {
            "role": "model",
            "parts": [
                {"text": "hm", "thought": True, "thoughtSignature": "sig"},
                {"functionCall": {"id": "1", "name": "f", "args": {}}, "thoughtSignature": "skip_thought_signature_validator"},
                {"functionCall": {"id": "2", "name": "f", "args": {}}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"id": "1", "name": "f", "response": {"result": "sun"}}},
                {
                    "functionResponse": {
                        "id": "2",
                        "name": "f",
                        "response": {"result": "What the tool gave is attached."},
                        "parts": [{"inlineData": {"mimeType": "image/png", "data": "AA"}}],
                    }
                },
            ],
        },
        {"role": "user", "parts": [{"text": "thanks"}]},
    ]
    older = write_conversation(messages, TWO)[1]
    assert older[1]["parts"][1:] == [{"functionCall": {"name": "f", "args": {}}}] * 2
    assert older[3]["parts"] == [{"inlineData": {"mimeType": "image/png", "data": "AA"}}, {"text": "thanks"}]


def test_a_signed_call_keeps_its_signature_and_the_next_needs_none() -> None:
    messages = [Message("user", (Text("?"),)), Message("assistant", (ToolCall("1", "f", "{}", signature="sig"), ToolCall("2", "g", "{}")))]
    model = write_conversation(messages, THREE)[1][1]
    assert [part.get("thoughtSignature") for part in model["parts"]] == ["sig", None]


def test_an_empty_signed_text_goes_back_and_an_unsigned_one_does_not() -> None:
    messages = [Message("user", (Text("?"),)), Message("assistant", (Text("yes"), Text("", signature="s"))), Message("user", (Text(" "),))]
    assert write_conversation(messages, TWO)[1][1:] == [
        {"role": "model", "parts": [{"text": "yes"}, {"text": "", "thoughtSignature": "s"}]}
    ]


def test_a_conversation_without_a_question_begins_with_an_empty_one() -> None:
    instructions, contents = write_conversation([Message("system", (Text("brief"),))], TWO)
    assert (instructions, contents) == ([{"text": "brief"}], [{"role": "user", "parts": [{"text": " "}]}])


def test_a_model_without_instructions_hears_them_from_the_user() -> None:
    messages = [Message("system", (Text("brief"),)), Message("user", (Text("hi"),))]
    assert write_conversation(messages, abilities("gemma-3-27b-it")) == (
        [],
        [{"role": "user", "parts": [{"text": "brief"}, {"text": "hi"}]}],
    )


def test_files_that_others_have_are_named() -> None:
    assert lost([Message("user", (Text("x"), Document(FileId("file-1")), Document(FileId("files/1"))))]) == ["messages[0].content[1]"]
