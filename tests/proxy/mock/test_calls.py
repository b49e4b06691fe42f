"""Which tools are called."""

from __future__ import annotations

import json

import pytest

from proxy.mock.calls import Wanted, wanted, write
from tests.asked import asked, tool
from translators.canonical import ChatRequest, Message, Problem, Text, Tool, ToolChoice, ToolResult

WEATHER = tool("get_weather", city={"type": "string"})
CLOCK = tool("get-time")
BOTH = (WEATHER, CLOCK)
REQUIRED = ToolChoice("required")
ANSWERED = Message("tool", (ToolResult("c", (Text("18 degrees"),)),))


def names(request: ChatRequest, *, eager: bool = False) -> list[str]:
    """Of the tools that are called."""
    return [each.tool.name for each in wanted(request, eager=eager)]


@pytest.mark.parametrize(
    ("request_", "called"),
    [
        (asked("hello"), []),
        (asked("hello", tools=BOTH), []),
        (asked("please call get_weather now", tools=BOTH), ["get_weather"]),
        (asked("Call `get-time`, then call get_weather.", tools=BOTH), ["get-time", "get_weather"]),
        (asked("call get-time, call get_weather", tools=BOTH, parallel_tool_calls=False), ["get-time"]),
        (asked("call nobody", tools=BOTH), []),
        (asked("call get_weather", tools=BOTH, tool_choice=ToolChoice("none")), []),
        (asked("hello", tools=BOTH, tool_choice=REQUIRED), ["get_weather"]),
        (asked("call get-time", tools=BOTH, tool_choice=REQUIRED), ["get-time"]),
        (asked("hello", tools=BOTH, tool_choice=ToolChoice("required", ("get-time",))), ["get-time"]),
        (asked("call get_weather", tools=BOTH, tool_choice=ToolChoice("required", ("get-time",))), ["get-time"]),
        (asked("call get_weather", tools=BOTH, tool_choice=ToolChoice("auto", ("get-time",))), []),
        (asked(Message("user", (Text("call get_weather"),)), ANSWERED, tools=BOTH), []),
        (asked(Message("user", (Text("go"),)), ANSWERED, tools=BOTH, tool_choice=REQUIRED), ["get_weather"]),
    ],
)
def test_tools_are_called_when_forced_or_asked_for(request_: ChatRequest, called: list[str]) -> None:
    """By choice, or by the user's own words; and not again once they have answered."""
    assert names(request_) == called


def test_an_eager_model_calls_every_tool_once() -> None:
    """Or the first, when one at a time is wanted."""
    assert names(asked("hello", tools=BOTH), eager=True) == ["get_weather", "get-time"]
    assert names(asked("hello", tools=BOTH, parallel_tool_calls=False), eager=True) == ["get_weather"]
    assert names(asked("hello"), eager=True) == []


@pytest.mark.parametrize("choice", [REQUIRED, ToolChoice("required", ("nobody",))])
def test_a_tool_that_is_not_there_cannot_be_forced(choice: ToolChoice) -> None:
    """The problem names the field."""
    with pytest.raises(Problem, match="tool_choice") as raised:
        wanted(asked("hello", tools=BOTH if choice.names else (), tool_choice=choice))
    assert raised.value.param == "tool_choice"


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ('call get_weather {"city": "Paris"}', {"city": "Paris"}),
        ('call get_weather {"town": "Paris"}', {"city": "city"}),
        ('call get_weather {"city": ', {"city": "city"}),
        ("call get_weather", {"city": "city"}),
    ],
)
def test_arguments_may_be_dictated_and_always_satisfy_the_schema(text: str, arguments: object) -> None:
    """What does not fit is not passed on."""
    (call,) = wanted(asked(text, tools=BOTH))
    assert json.loads(write(call, "c", asked(text)).arguments) == arguments


def test_other_kinds_of_tools() -> None:
    """A custom tool takes text; a function without a schema takes nothing, or what is dictated."""
    request = asked("ls")
    custom = write(Wanted(Tool("shell", kind="custom")), "c", request)
    assert (custom.kind, custom.arguments) == ("custom", "ls")
    assert write(Wanted(Tool("bare")), "c", request).arguments == "{}"
    assert write(Wanted(Tool("bare"), {"a": 1}), "c", request).arguments == '{"a": 1}'


def test_the_functions_of_old_are_called_one_at_a_time() -> None:
    """Without an id, as their callers expect."""
    request = asked("call get-time, call get_weather", tools=BOTH, form={"tools": "functions"})
    assert names(request) == ["get-time"]
    call = write(wanted(request)[0], "c", request)
    assert (call.kind, call.id) == ("legacy", "")


def test_a_providers_own_tools_are_never_called() -> None:
    """They run at the provider, and the mock has none."""
    search = Tool("web_search", kind="native")
    assert names(asked("call web_search", tools=(search,)), eager=True) == []
    with pytest.raises(Problem, match="tools names none"):
        wanted(asked("go", tools=(search,), tool_choice=REQUIRED))


def test_arguments_that_cannot_be_written_are_a_problem() -> None:
    """It names the tool."""
    with pytest.raises(Problem, match="'never'"):
        write(Wanted(Tool("never", schema={"type": "object", "required": ["a"], "properties": {"a": False}})), "c", asked("x"))
