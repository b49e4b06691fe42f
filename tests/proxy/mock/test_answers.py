"""What the mock answers."""

from __future__ import annotations

import json as json_text
from typing import Any

import pytest
from msgspec.structs import replace

from proxy.mock import answers
from proxy.mock.answers import echo, lorem, reason, refuse, respond
from proxy.mock.counting import count
from tests.asked import asked, tool
from translators.canonical import Audio, ChatRequest, ChatResponse, Format, Part, Problem, Reasoning, Refusal, Text, ToolCall, ToolChoice

CLOCK = tool("clock")


def parts(response: ChatResponse) -> tuple[Part, ...]:
    """Of the first answer."""
    return response.choices[0].parts


def test_echo_says_what_was_said() -> None:
    """And nothing else."""
    response = respond(asked("hello", model="mock/echo"), echo, 1_700_000_000)
    assert parts(response) == (Text("hello"),)
    assert (response.model, response.created, response.choices[0].reason) == ("mock/echo", 1_700_000_000, "stop")


def test_the_same_request_has_the_same_answer_however_it_is_sent() -> None:
    """Ids too; and another request has others."""
    request = asked("call clock", tools=(CLOCK,))
    assert respond(request, echo, 5) == respond(replace(request, stream=True, wants_usage=True, seed=7, user="u"), echo, 5)
    assert respond(request, echo, 5).id != respond(asked("call clock now", tools=(CLOCK,)), echo, 5).id


def test_n_choices_are_n_answers_with_calls_of_their_own() -> None:
    """No two calls have the same id."""
    response = respond(asked("go", n=3, tools=(CLOCK, tool("map"))), answers.tools, 0)
    ids = [part.id for choice in response.choices for part in choice.parts if isinstance(part, ToolCall)]
    assert len(response.choices) == 3
    assert len(set(ids)) == 6


@pytest.mark.parametrize("field", ["n", "top_logprobs"])
def test_too_many_are_refused(field: str) -> None:
    """By name."""
    fields: dict[str, Any] = {field: 10_000}
    with pytest.raises(Problem, match=f"{field}: ") as raised:
        respond(asked("hi", **fields), echo, 0)
    assert raised.value.param == field


def test_whole_numbers_may_be_written_with_a_point() -> None:
    """JSON does not tell 2 from 2.0."""
    response = respond(asked("hello", n=2.0, max_tokens=1.0, logprobs=True, top_logprobs=1.0), echo, 0)
    assert [choice.parts for choice in response.choices] == [(Text("hell"),)] * 2


def test_a_forced_tool_comes_before_a_shape_and_a_voice() -> None:
    """As with real models: the shape is that of the final answer."""
    request = asked("hi", tools=(CLOCK,), tool_choice=ToolChoice("required"), format=Format("json_object"), modalities=("text", "audio"))
    assert [type(part) for part in parts(respond(request, echo, 0))] == [ToolCall]


def test_a_spoken_answer() -> None:
    """Silence, with the echo as its transcript, paid for as sound."""
    response = respond(asked("hi", modalities=("text", "audio"), audio={"format": "wav"}), echo, 0)
    (spoken,) = parts(response)
    assert isinstance(spoken, Audio)
    assert spoken.transcript == "hi"
    assert response.usage.audio_out > 0


def test_json_answers_in_json_unasked() -> None:
    """Or in the schema that was asked for."""
    assert parts(respond(asked("hi"), answers.json, 0)) == (Text('{"echo": "hi"}'),)
    (text,) = parts(respond(asked("hi", format=Format("json_schema", schema={"const": 7})), answers.json, 0))
    assert isinstance(text, Text)
    assert json_text.loads(text.text) == 7


def test_reason_thinks_first_and_pays_for_it() -> None:
    """In a bucket of its own."""
    response = respond(asked("hello"), reason, 0)
    thought, said = parts(response)
    assert isinstance(thought, Reasoning)
    assert said == Text("hello")
    assert (response.usage.reasoning, response.usage.output) == (count(thought.text), count("hello"))


def test_refuse_declines() -> None:
    """In words."""
    assert [type(part) for part in parts(respond(asked("hello"), refuse, 0))] == [Refusal]


@pytest.mark.parametrize("length", [0, 1, 57, 500])
def test_lorem_is_so_many_tokens_long(length: int) -> None:
    """Exactly, in usage as well."""
    response = respond(asked("go"), lorem(length), 0)
    assert response.usage.output == length
    assert response.usage.completion == sum(count(part.text) for part in parts(response) if isinstance(part, Text))


@pytest.mark.parametrize(
    "request_", [asked("hello", max_tokens=1), asked("hello", stop=("ll",)), asked("hello", logprobs=True, top_logprobs=3)]
)
def test_limits_and_log_probabilities_are_kept(request_: ChatRequest) -> None:
    """Usage counts what was said, not what might have been."""
    response = respond(request_, echo, 0)
    (said,) = parts(response)
    assert isinstance(said, Text)
    assert response.usage.output == count(said.text)
    if request_.logprobs:
        assert response.choices[0].logprobs is not None
        assert len(response.choices[0].logprobs["content"]) == response.usage.output


@pytest.mark.parametrize(("wire", "native", "extra"), [("anthropic", "stop_sequence", {"stop_sequence": "ll"}), ("openai_chat", None, {})])
def test_a_stop_sequence_is_named_where_its_wire_names_it(wire: str, native: str | None, extra: dict[str, str]) -> None:
    """On the others it is an end like any."""
    (choice,) = respond(asked("hello", stop=("ll",), wire=wire), echo, 0).choices
    assert (choice.reason, choice.native_reason, choice.extra) == ("stop", native, extra)
    (choice,) = respond(asked("hello", stop=("x",), wire=wire), echo, 0).choices
    assert (choice.native_reason, choice.extra) == (None, {})
