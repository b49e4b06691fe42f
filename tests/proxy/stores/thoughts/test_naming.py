"""The name under which the signed words of an answer are kept."""

from __future__ import annotations

from proxy.stores.thoughts.naming import MOST, asked, name_of, named, words_of
from translators.canonical import ChatRequest, Message, Part, Reasoning, Role, Text, ToolCall, ToolResult


def said(role: Role, *parts: Part | str) -> Message:
    return Message(role, tuple(Text(part) if isinstance(part, str) else part for part in parts))


HELLO, ANSWER = said("user", "Hello"), said("assistant", "Yes.")


def question(*messages: Message) -> ChatRequest:
    return ChatRequest(model="m", messages=messages)


def test_an_answer_is_found_by_what_was_asked_and_answered() -> None:
    """The question as it was when it was the last, though more came behind it."""
    name = name_of(asked([HELLO]), "Yes.")
    assert named(question(HELLO, ANSWER, said("user", "And now?"))) == {1: name}
    assert named(question(said("system", "Be brief."), HELLO, said("assistant", "Ye", Reasoning("hm"), "s."))) == {2: name}


def test_the_same_words_elsewhere_have_another_name() -> None:
    """What was thought about one question says nothing about another."""
    names = named(question(HELLO, ANSWER, said("user", "Sure?"), ANSWER))
    assert len({*names.values(), name_of(asked([HELLO]), "No.")}) == 3


def test_what_tools_gave_belongs_to_the_question() -> None:
    """The newest of it: what was said before the model last spoke is an older question."""
    call, result = said("assistant", ToolCall("t1", "look", "{}")), said("tool", ToolResult("t1", (Text("rain"),)))
    assert asked([HELLO, call, result]) == asked([said("user", "Bye"), call, result]) != asked([HELLO])
    assert asked([HELLO, call, result]) != asked([HELLO, call, said("tool", ToolResult("t1", (Text("sun"),)))])
    assert named(question(HELLO, call, result)) == {}


def test_names_are_short_and_there_are_not_too_many() -> None:
    """Half a character does no harm."""
    assert len(name_of(asked([HELLO]), "x\ud800" * 1000)) < 64
    many = named(question(*[message for _ in range(MOST + 1) for message in (HELLO, ANSWER)]))
    assert len(many) == MOST
    assert 1 not in many
    assert words_of((Text("a"), ToolCall("t", "f", "{}"), Text("b"))) == "ab"
