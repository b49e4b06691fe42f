"""A tool of any name can be offered on any wire."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translators.canonical import ChatRequest, Message, Text, Tool, ToolCall, ToolChoice, ToolResult
from translators.names import ANTHROPIC, GEMINI, OPENAI, Rule, named, returning, spelled

RULES = {
    OPENAI: re.compile(r"^[a-zA-Z0-9_-]{1,64}$"),
    ANTHROPIC: re.compile(r"^[a-zA-Z0-9_-]{1,128}$"),
    GEMINI: re.compile(r"^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$"),
}
NAMES = st.lists(st.text(st.one_of(st.sampled_from("a1-_.: x"), st.characters(exclude_categories=["Cs"])), max_size=200), unique=True)
rules = pytest.mark.parametrize("rule", [OPENAI, ANTHROPIC, GEMINI], ids=["openai", "anthropic", "gemini"])


def asked(*names: str, called: tuple[str, ...] = ()) -> ChatRequest:
    """A question that offers tools, chooses among them, and has called some."""
    calls = Message("assistant", tuple(ToolCall(f"c{place}", name, "{}") for place, name in enumerate(called)))
    results = Message("tool", tuple(ToolResult(f"c{place}", (Text("r"),), name) for place, name in enumerate(called)))
    choice = ToolChoice("required", names) if names else None
    return ChatRequest(model="m", messages=(calls, results), tools=tuple(map(Tool, names)), tool_choice=choice)


@rules
@settings(deadline=None)
@given(NAMES, NAMES)
def test_every_name_is_legal_wherever_it_stands_and_comes_back(rule: Rule, names: list[str], called: list[str]) -> None:
    """No two become one, and what is legal already is not spelled again."""
    request = asked(*names, called=tuple(called))
    here, back = spelled(request, rule), returning(request, rule)
    offered = [tool.name for tool in here.tools]
    said = [part.name for part in here.messages[0].parts if isinstance(part, ToolCall)]
    assert all(RULES[rule].fullmatch(name) for name in (*offered, *said))
    assert len({*offered, *said}) == len({*names, *called})
    assert [back.get(name, name) for name in offered] == names
    assert [part.name for part in here.messages[1].parts if isinstance(part, ToolResult)] == said
    assert (() if here.tool_choice is None else here.tool_choice.names) == tuple(offered)
    assert spelled(here, rule) is here


@rules
def test_legal_names_cost_nothing(rule: Rule) -> None:
    """The question is not even made anew."""
    request = asked("get_weather", "mcp__files__read", "a-x2e-b", called=("get_weather", "gone"))
    assert spelled(request, rule) is request
    assert returning(request, rule) == {}


def test_a_letter_is_told_by_its_number() -> None:
    """Gemini's names may have dots."""
    request = asked("files.read")
    assert returning(request, OPENAI) == returning(request, ANTHROPIC) == {"files-x2e-read": "files.read"}
    assert returning(request, GEMINI) == {}
    assert returning(asked("2nd", "-x"), GEMINI) == {"_2nd": "2nd", "_-x": "-x"}


def test_a_long_name_ends_in_what_tells_it_from_others() -> None:
    """The same in every question, whatever else is offered."""
    long = "mcp__plugin_" + "x" * 60
    (here,) = returning(asked(long + "1"), OPENAI)
    assert (len(here), here[:55]) == (64, long[:55])
    assert set(returning(asked(long + "2", long + "1"), OPENAI)) > {here}
    assert returning(asked(long), ANTHROPIC) == {}


def test_names_that_would_become_one_do_not() -> None:
    """The legal one stays."""
    back = returning(asked("a-x2e-b", "a.b"), OPENAI)
    assert (list(back.values()), "a-x2e-b" in back) == (["a.b"], False)


def test_tools_of_the_providers_own_keep_their_names() -> None:
    """They are not told by name."""
    request = ChatRequest(model="m", messages=(), tools=(Tool("web search", kind="native"), Tool("a b")))
    assert [tool.name for tool in spelled(request, OPENAI).tools] == ["web search", "a-x20-b"]


def test_only_calls_and_results_have_names() -> None:
    """And only some are others here."""
    assert named(ToolCall("1", "a", "{}"), {"a": "b"}) == ToolCall("1", "b", "{}")
    assert named(ToolResult("1", (), "a"), {"a": "b"}) == ToolResult("1", (), "b")
    assert named(ToolCall("1", "c", "{}"), {"a": "b"}) == ToolCall("1", "c", "{}")
    assert named(Text("a"), {"a": "b"}) == Text("a")
