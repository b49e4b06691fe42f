"""What was lost is named by the words of the wire it was asked on."""

from __future__ import annotations

from msgspec.structs import replace

from translators.canonical import ChatRequest, Message, Reasoning, Text, Tool, ToolCall
from translators.vocabulary import asked, spelled, unspelled

QUESTION = ChatRequest(model="m", messages=(Message("user", (Text("a"), Text("b"))),), tools=(Tool("f"),))


def told(*names: str) -> tuple[str, ...]:
    """On a wire that calls everything by other names."""
    return spelled(
        QUESTION,
        names,
        fields={"seed": "SEED"},
        turn=lambda _, index, part, rest: f"turn {index} part {part}{rest}",
        tool=lambda _, index: f"tool {index}",
    )


def test_fields_turns_parts_and_tools_are_spelled() -> None:
    """What the wire alone has keeps its name."""
    assert told("seed", "logit_bias", "messages[0].name", "messages[0].content[1].cache_control", "tools[0]", "tools[0].strict") == (
        "SEED",
        "logit_bias",
        "turn 0 part None.name",
        "turn 0 part 1.cache_control",
        "tool 0",
        "tool 0.strict",
    )


def test_what_is_not_there_keeps_its_name() -> None:
    """Nothing can be said of it."""
    names = ("messages[7]", "messages[0].content[9]", "tools[5].strict", "messages")
    assert told(*names) == unspelled(QUESTION, names) == names


def test_two_names_that_become_one_are_told_once() -> None:
    """Two of ours may be one field there."""
    assert spelled(QUESTION, ("a", "b"), fields={"a": "x", "b": "x"}, turn=lambda *_: "") == ("x",)


def test_thoughts_that_were_put_back_are_not_the_callers() -> None:
    """What stands behind them has its own place."""
    call = ToolCall("1", "f", "{}")
    question = replace(QUESTION, messages=(Message("assistant", (Text("a"), call)),))
    recalled = replace(QUESTION, messages=(Message("assistant", (Reasoning("hm", "s"), Text("a"), replace(call, signature="t"))),))
    names = ("seed", "messages[0].content[0]", "messages[0].content[1].cache_control", "messages[0].content[2]", "messages[0].name")
    assert asked(names, question, recalled) == (
        "seed",
        "messages[0].content[0].cache_control",
        "messages[0].content[1]",
        "messages[0].name",
    )
    assert asked(names, question, question) == names
