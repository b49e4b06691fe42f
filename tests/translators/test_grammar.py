"""Any conversation can be built as a wire wants it, and nothing that was said is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.canonical import Image, Message, Part, Text, ToolCall, ToolResult, Url
from translators.grammar import NO_RESULT, Conversation, Grammar, Turn, called_by, normalised

LOOSE = Grammar(system="turns", alternating=False)
STRICT = Grammar(system="apart", alternating=True, opener="(Go on.)", results_first=True, paired=True, empty_text=False)
CHAT = Grammar(system="turns", alternating=False, paired=True)
GRAMMARS = [LOOSE, STRICT, CHAT, Grammar(system="among", alternating=True, opener=" ", results_first=True, paired=True)]

ids = st.sampled_from(["1", "2", "3"])
said = st.builds(Text, st.sampled_from(["", " ", "a", "b", "c"]))
shown = st.just(Image(Url("https://e.x/i")))
results = st.builds(ToolResult, ids, st.tuples(st.builds(Text, st.sampled_from(["x", "y"]))), st.none() | st.just("f"))
calls = st.builds(ToolCall, ids, st.just("f"), st.just("{}"))
turns: st.SearchStrategy[Message] = st.one_of(
    st.builds(Message, st.sampled_from(["system", "developer"]), st.lists(said, max_size=2).map(tuple)),
    st.builds(Message, st.just("user"), st.lists(said | shown | results, max_size=3).map(tuple), st.none() | st.just("ann")),
    st.builds(Message, st.just("tool"), st.lists(results, min_size=1, max_size=2).map(tuple)),
    st.builds(Message, st.just("assistant"), st.lists(said | calls, max_size=3).map(tuple)),
)
conversations = st.lists(turns, max_size=8)
grammars = st.sampled_from(GRAMMARS)


def words(parts: Sequence[Part]) -> list[str]:
    """Everything that was said, in words; what is empty says nothing."""
    told: list[str] = []
    for part in parts:
        match part:
            case Text(text):
                told += [text.strip()] if text.strip() else []
            case ToolResult(parts=inner):
                told += words(inner)
            case ToolCall(id):
                told.append(f"call {id}")
            case Image(Url(url)):
                told.append(url)
    return told


def all_of(conversation: Conversation) -> list[str]:
    """All that was said, whoever said it."""
    return sorted(words(conversation.instructions) + [word for turn in conversation.turns for word in words(turn.parts)])


@given(conversations, grammars)
def test_nothing_that_was_said_is_lost(messages: list[Message], grammar: Grammar) -> None:
    """Words of our own may come to it: openers, answers to calls that had none, the name of a tool."""
    before = sorted(word for message in messages for word in words(message.parts))
    after = all_of(normalised(messages, grammar))
    for word in before:
        after.remove(word)
    own = (NO_RESULT, "The tool f answered:", "The tool that was called answered:", (grammar.opener or "").strip())
    assert [word for word in after if word not in own] == []


@given(conversations, grammars)
def test_a_conversation_that_is_right_stays_as_it_is(messages: list[Message], grammar: Grammar) -> None:
    """Built twice, it is built once."""
    once = normalised(messages, grammar)
    again = normalised([Message(turn.role, turn.parts, turn.name) for turn in once.turns], grammar)
    assert again.turns == once.turns


@given(conversations, grammars)
def test_the_sides_take_turns_where_they_must(messages: list[Message], grammar: Grammar) -> None:
    """And a user begins where one must."""
    turns = normalised(messages, grammar).turns
    roles = [turn.role for turn in turns]
    if grammar.alternating:
        assert all(one != other for one, other in pairwise(roles))
    if grammar.opener is not None:
        assert roles[0] == "user"
    if grammar.system != "turns":
        assert set(roles) <= {"user", "assistant"}


@given(conversations, st.sampled_from([grammar for grammar in GRAMMARS if grammar.paired]))
def test_every_call_has_its_result_and_every_result_its_call(messages: list[Message], grammar: Grammar) -> None:
    """Right after it: nothing else stands between."""
    called: list[str] = []
    for turn in normalised(messages, grammar).turns:
        answered = [part.id for part in turn.parts if isinstance(part, ToolResult)]
        if turn.role == "assistant":
            assert answered == []
            called += [part.id for part in turn.parts if isinstance(part, ToolCall)]
            continue
        assert sorted(answered) == sorted(called)
        assert [isinstance(part, ToolResult) for part in turn.parts] == sorted(
            (isinstance(p, ToolResult) for p in turn.parts), reverse=True
        )
        called = []
    assert called == []


@given(conversations, grammars)
def test_nobody_says_nothing(messages: list[Message], grammar: Grammar) -> None:
    """An empty turn is none; an empty text is none where it may not be."""
    for turn in normalised(messages, grammar).turns:
        assert turn.parts
        if not grammar.empty_text:
            assert not any(isinstance(part, Text) and not part.text.strip() for part in turn.parts)


PARALLEL: list[Message] = [
    Message("user", (Text("go"),)),
    Message("assistant", (ToolCall("1", "f", "{}"),)),
    Message("assistant", (ToolCall("2", "g", "{}"),)),
    Message("tool", (ToolResult("2", (Text("two"),)),)),
    Message("developer", (Text("be quick"),)),
    Message("tool", (ToolResult("1", (Text("one"),)),)),
    Message("user", (Text("well?"),)),
]


def test_results_of_parallel_calls_come_together() -> None:
    """However many messages their caller used, and whatever it said in between."""
    turns = normalised(PARALLEL, CHAT).turns
    assert [turn.role for turn in turns] == ["user", "assistant", "assistant", "user", "developer", "user"]
    assert [getattr(part, "id", None) for part in turns[3].parts] == ["2", "1"]
    strict = normalised(PARALLEL, STRICT)
    assert [turn.role for turn in strict.turns] == ["user", "assistant", "user"]
    assert strict.instructions == (Text("be quick"),)
    assert strict.turns[2].parts[2:] == (Text("well?"),)


def test_what_nobody_answered_has_failed() -> None:
    """A model would refuse to go on otherwise."""
    turns = normalised(
        [Message("user", (Text("go"),)), Message("assistant", (ToolCall("1", "f", "{}"),)), Message("user", (Text("?"),))], CHAT
    ).turns
    assert turns[2:] == (Turn("user", (ToolResult("1", (Text(NO_RESULT),), "f", failed=True),)), Turn("user", (Text("?"),)))


def test_what_nobody_called_for_is_told() -> None:
    """It was said, after all."""
    turns = normalised([Message("tool", (ToolResult("9", (Text("x"),), "f"),))], CHAT).turns
    assert turns == (Turn("user", (Text("The tool f answered:"), Text("x"))),)


@pytest.mark.parametrize("names", [("f", "g"), ("g", "f")])
def test_calls_without_ids_are_told_apart_by_name(names: tuple[str, str]) -> None:
    """As OpenAI's functions of old are."""
    made: list[Any] = [ToolResult("", (Text(name),), name) for name in names]
    turns = normalised(
        [Message("assistant", (ToolCall("", "f", "{}"), ToolCall("", "g", "{}"))), *(Message("tool", (r,)) for r in made)], CHAT
    ).turns
    assert turns[1].parts == tuple(made)


def test_the_tool_behind_a_call_is_known() -> None:
    """By the call's id."""
    assert called_by(PARALLEL) == {"1": "f", "2": "g"}
