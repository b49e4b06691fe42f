"""What cannot cross: named, left out or refused, as the caller or the operator wishes."""

from __future__ import annotations

from typing import get_args

import pytest

from proxy.routing.unsupported import HEADER, Rule, elsewhere, refused, rule
from translators.canonical import Kind, Problem, Tool

TOOLS = (Tool("f"), Tool("web_search", kind="native", extra={"type": "web_search_20250305", "name": "web_search"}))
RULES: tuple[Rule, ...] = get_args(Rule)


@pytest.mark.parametrize("wish", RULES)
@pytest.mark.parametrize("written", RULES)
def test_the_callers_wish_wins(wish: Rule, written: Rule) -> None:
    """Without one, what the operator wrote holds."""
    assert rule([(b"host", b"a"), (HEADER, f" {wish.upper()} ".encode())], written) == wish
    assert rule([(b"host", b"a")], written) == written


@pytest.mark.parametrize("value", [b"", b"no", b"warn, drop", b"\xff", b"x" * 10_000])
def test_a_wish_nobody_understands_is_refused(value: bytes) -> None:
    """By the header's name, and shortly."""
    with pytest.raises(Problem) as caught:
        rule([(HEADER, value)], "warn")
    assert (caught.value.kind, caught.value.param) == (Kind.INVALID_REQUEST, HEADER.decode())
    assert HEADER.decode() in caught.value.message
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("wish", RULES)
def test_a_call_of_which_all_has_crossed_goes_on(wish: Rule) -> None:
    """Whatever the rule."""
    assert refused((), TOOLS, wish, "house/small") is None


def test_fields_are_refused_only_where_that_is_wished() -> None:
    """And then each by its name, the first as the one at fault."""
    dropped = ("top_k", "messages[0].content[1].cache_control")
    assert refused(dropped, TOOLS, "warn", "house/small") is None
    assert refused(dropped, TOOLS, "drop", "house/small") is None
    problem = refused(dropped, TOOLS, "reject", "house/small")
    assert problem is not None
    assert (problem.kind, problem.status, problem.param) == (Kind.UNSUPPORTED, 400, "top_k")
    assert all(name in problem.message for name in ("house/small", *dropped))


@pytest.mark.parametrize("wish", ["warn", "reject"])
def test_a_tool_is_never_left_out_unasked(wish: Rule) -> None:
    """It is named as its caller knows it."""
    problem = refused(("seed", "tools[1]"), TOOLS, wish, "house/small")
    assert problem is not None
    assert "tools[1] (web_search)" in problem.message
    assert ("seed" in problem.message) == (wish == "reject")
    assert refused(("seed", "tools[1]"), TOOLS, "drop", "house/small") is None


def test_what_is_missing_is_called_as_the_caller_calls_it() -> None:
    """In the words, and as the field at fault."""
    problem = refused(("tools[1]", "n"), TOOLS, "reject", "house/small", lambda names: [name.upper() for name in names])
    assert problem is not None
    assert (problem.param, "TOOLS[1] (web_search), N." in problem.message) == ("TOOLS[1]", True)


def test_a_field_of_a_tool_is_no_tool() -> None:
    """Nor is one that is not there."""
    assert refused(("tools[0].strict", "tools[9]", "tools"), TOOLS, "warn", "house/small") is None


@pytest.mark.parametrize(("wire", "name"), [("anthropic", "thread"), ("gemini", "cachedContent"), ("openai_responses", "prompt")])
def test_a_question_of_which_a_part_is_elsewhere_is_refused(wire: str, name: str) -> None:
    """A later target may have it. A field that is called so on another wire is like any other."""
    problem = elsewhere(("top_k", name), wire, "house/small")
    assert problem is not None
    assert (problem.kind, problem.kind.elsewhere, problem.param) == (Kind.UNSUPPORTED, True, name)
    assert "house/small" in problem.message
    assert elsewhere((name,), "openai_chat", "house/small") is None
    assert elsewhere(("top_k",), wire, "house/small") is None
