"""Conversations of other wires, told as this one wants them."""

from __future__ import annotations

from typing import Any

from translators.anthropic.conversation import FAILED, GO_ON, written
from translators.canonical import (
    Audio,
    Data,
    Document,
    FileId,
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
)

SIGNED = Reasoning("Hm", "S==", signer="anthropic")


def said(role: Role, *parts: Part) -> Message:
    """One turn."""
    return Message(role, parts)


def told(*messages: Message, prefill: bool = True) -> list[dict[str, Any]]:
    """The turns it becomes."""
    return written(messages, prefill=prefill).messages


def texts(*words: str) -> list[dict[str, str]]:
    """Blocks of text."""
    return [{"type": "text", "text": word} for word in words]


def test_instructions_stand_apart_wherever_they_stood() -> None:
    """Empty ones nowhere."""
    result = written([said("system", Text("a")), said("user", Text("hi")), said("developer", Text("b"), Text(" "))], prefill=True)
    assert result.system == texts("a", "b")
    assert result.messages == [{"role": "user", "content": texts("hi")}]


def test_neighbours_are_one_turn_and_a_user_begins() -> None:
    """Else it is refused."""
    assert told(said("assistant", Text("a")), said("assistant", Text("b")), said("user", Text("c")), said("user", Text("d"))) == [
        {"role": "user", "content": texts(GO_ON)},
        {"role": "assistant", "content": texts("a", "b")},
        {"role": "user", "content": texts("c", "d")},
    ]
    assert told(said("system", Text("a"))) == [{"role": "user", "content": texts(GO_ON)}]


def test_results_come_first_and_every_call_has_one() -> None:
    """Also the one that was forgotten."""
    turns = told(
        said("user", Text("hi")),
        said("assistant", Text("I'll look."), ToolCall("a", "f", '{"x": 1}'), ToolCall("b", "g", "")),
        said("tool", ToolResult("b", (Text("B"),))),
        said("user", Text("and?")),
    )
    assert turns[1]["content"][1:] == [
        {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}},
        {"type": "tool_use", "id": "b", "name": "g", "input": {}},
    ]
    results = turns[2]["content"]
    assert {block["tool_use_id"] for block in results[:2]} == {"a", "b"}
    assert results[2:] == texts("and?")


def test_a_result_nobody_asked_for_is_told_in_words() -> None:
    """It is still something the model should know."""
    (turn,) = told(said("user", Text("hi")), said("tool", ToolResult("a", (Text("4"),), "f")))
    assert [block["type"] for block in turn["content"]] == ["text", "text", "text"]


def test_ids_are_made_legal_the_same_for_a_call_and_its_result() -> None:
    """And no two calls of a conversation have the same."""
    one = [said("assistant", ToolCall("call:1/ä", "f", "{}")), said("tool", ToolResult("call:1/ä", (Text("1"),)))]
    turns = told(said("user", Text("hi")), *one, *one, said("user", Text("?")))
    calls = [block["id"] for turn in turns for block in turn["content"] if block["type"] == "tool_use"]
    results = [block["tool_use_id"] for turn in turns for block in turn["content"] if block["type"] == "tool_result"]
    assert calls == results
    assert len(set(calls)) == 2
    assert all(id.replace("_", "").isalnum() and id.isascii() for id in calls)
    assert told(said("user", Text("hi")), *one)[1:] == turns[1:3]


def test_legal_ids_stay_as_they_are() -> None:
    """The caller knows them."""
    turns = told(said("user", Text("hi")), said("assistant", ToolCall("toolu_1-x", "f", "{}")))
    assert turns[1]["content"][0]["id"] == turns[2]["content"][0]["tool_use_id"] == "toolu_1-x"


def test_signed_thoughts_come_first_to_the_byte_and_others_not_at_all() -> None:
    """A model takes only its own."""
    sealed = Reasoning("", redacted="D==", signer="anthropic")
    parts = (Text("x"), SIGNED, Reasoning("no"), Reasoning("", "G==", signer="gemini"), sealed, ToolCall("a", "f", "{}"))
    result = written([said("user", Text("hi")), said("assistant", *parts)], prefill=True)
    assert result.messages[1]["content"][:3] == [
        {"type": "thinking", "thinking": "Hm", "signature": "S=="},
        {"type": "redacted_thinking", "data": "D=="},
        {"type": "text", "text": "x"},
    ]
    assert result.dropped == ("messages[1].content[3]",)  # the unsigned one is named by the table of places


def test_a_turn_of_nothing_but_thoughts_is_left_out() -> None:
    """It may not end with one."""
    assert told(said("user", Text("a")), said("assistant", SIGNED), said("user", Text("b"))) == [
        {"role": "user", "content": texts("a", "b")}
    ]


def test_last_words_may_not_end_in_space() -> None:
    """A model that cannot go on from them is asked to."""
    turns = (said("user", Text("hi")), said("assistant", Text("Here: {\n")))
    assert told(*turns)[-1] == {"role": "assistant", "content": texts("Here: {")}
    assert told(*turns, prefill=False)[-1] == {"role": "user", "content": texts(GO_ON)}


def test_words_that_nobody_goes_on_from_are_named() -> None:
    """To be asked to continue is another question. Instructions may stand behind them; a call is answered, not gone on from."""
    begun, late = (said("user", Text("hi")), said("assistant", Text("{"))), said("system", Text("Be brief."))
    assert written(begun, prefill=False).dropped == ("messages[1]",)
    assert written((*begun, late), prefill=False).dropped == ("messages[1]",)
    assert written(begun, prefill=True).dropped == ()
    assert written((*begun, said("user", Text("go"))), prefill=False).dropped == ()
    assert written((*begun[:1], said("assistant", Text("x"), ToolCall("c", "f", "{}"))), prefill=False).dropped == ()
    assert written((*begun[:1], said("assistant", Text(" "))), prefill=False).dropped == ()


def test_only_a_user_shows_pictures_and_only_reachable_ones() -> None:
    """What cannot be shown is named, where the table of places does not."""
    picture, stored = Image(Url("https://a.example/i.png")), Image(Url("gs://b/i.png"))
    result = written(
        [said("user", Text("hi"), picture, stored), said("assistant", Text("x"), picture), said("user", Image(FileId("f")), Text("y"))],
        prefill=True,
    )
    assert [block["type"] for block in result.messages[0]["content"]] == ["text", "image"]
    assert result.dropped == ("messages[0].content[2]", "messages[1].content[1]")


def test_a_picture_of_a_kind_that_claude_does_not_see_is_named() -> None:
    """Sent, it would be refused, and the question with it. A document that was shown as a picture stays one."""
    pictures = [Image(Data(media, "AAAA")) for media in ("image/heic", "image/jpg", "", "application/pdf")]
    result = written([said("user", Text("hi"), *pictures)], prefill=True)
    assert [block["type"] for block in result.messages[0]["content"]] == ["text", "image", "image", "document"]
    assert result.dropped == ("messages[0].content[1]",)


def test_results_carry_pictures_and_documents_and_failures() -> None:
    """A failure may not be empty."""
    pdf = Document(Data("application/pdf", "JVBE"), "d")
    turns = told(
        said("user", Text("hi")),
        said("assistant", ToolCall("a", "f", "{}"), ToolCall("b", "f", "{}"), ToolCall("c", "f", "{}")),
        said("tool", ToolResult("a", (Text("see"), Image(Data("image/png", "x")), pdf), cache={"type": "ephemeral"})),
        said("tool", ToolResult("b", (Text(""),), failed=True)),
        said("tool", ToolResult("c", ())),
    )
    a, b, c = turns[2]["content"]
    assert [block["type"] for block in a["content"]] == ["text", "image", "document"]
    assert a["cache_control"] == {"type": "ephemeral"}
    assert b == {"type": "tool_result", "tool_use_id": "b", "content": FAILED, "is_error": True}
    assert c == {"type": "tool_result", "tool_use_id": "c"}


def test_what_has_no_place_is_left_out() -> None:
    """A refusal is words; sounds and strangers are not."""
    turns = told(said("user", Audio(Data("audio/wav", "x")), Text("hi")), said("assistant", Refusal("No."), Unknown("x", {})))
    assert turns == [{"role": "user", "content": texts("hi")}, {"role": "assistant", "content": texts("No.")}]
