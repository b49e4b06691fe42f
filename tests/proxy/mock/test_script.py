"""From a request's bytes to moves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.mock.faults import decode_fault
from proxy.mock.moves import Cut, Head, Move, Send, Wait
from proxy.mock.pace import Pace
from proxy.mock.script import HEALTHY, Habits, script
from proxy.mock.wires import Spoken, spoken_at
from tests.asking import READ, WIRES, question
from tests.mocked import frames, text_of, wanting
from translators import TRANSLATORS
from translators.canonical.fold import fold

OPENAI = TRANSLATORS["openai_chat"]
WEATHER = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}},
}
SCHEMA = {
    "type": "json_schema",
    "json_schema": {"name": "n", "schema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}},
}


def play(body: bytes, habits: Habits = HEALTHY) -> list[Move]:
    """The moves, at a fixed time."""
    return list(script(body, Spoken(OPENAI), lambda: 1_700_000_000.5, habits))


def reply(body: bytes) -> Any:
    """The whole reply, decoded."""
    return json.loads(b"".join(move.data for move in play(body) if isinstance(move, Send)))


def test_echo_on_the_wire() -> None:
    """Text, usage and time as they should be."""
    answer = reply(wanting("hello", model="mock/echo"))
    assert answer["choices"][0]["message"]["content"] == "hello"
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert (answer["model"], answer["created"]) == ("mock/echo", 1_700_000_000)
    usage = answer["usage"]
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"] == 4


def test_the_functions_of_old_end_in_the_word_of_old() -> None:
    """`function_call`, in the message and as the reason."""
    choice = reply(wanting(functions=[WEATHER["function"]], function_call={"name": "get_weather"}))["choices"][0]
    assert choice["finish_reason"] == "function_call"
    assert choice["message"]["function_call"] == {"name": "get_weather", "arguments": '{"city": "city"}'}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"model": "reason"},
        {"model": "refuse"},
        {"model": "lorem-30"},
        {"model": "tools", "tools": [WEATHER]},
        {"tools": [WEATHER], "tool_choice": "required"},
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "get_weather"}}},
        {"functions": [WEATHER["function"]], "function_call": {"name": "get_weather"}},
        {"tools": [{"type": "custom", "custom": {"name": "shell"}}], "tool_choice": "required"},
        {"response_format": SCHEMA},
        {"response_format": {"type": "json_object"}},
        {"n": 3},
        {"max_tokens": 2},
        {"stop": "three"},
        {"logprobs": True, "top_logprobs": 2},
        {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "pcm16"}},
    ],
    ids=str,
)
def test_a_stream_is_the_whole_reply_in_pieces(fields: dict[str, Any]) -> None:
    """Read back by the translator: the same parts, reasons and usage."""
    whole = OPENAI.read_response(reply(wanting(**fields)))
    reader = OPENAI.stream_reader()
    sent = frames(move.data for move in play(wanting(stream=True, **fields)) if isinstance(move, Send))
    events = [event for each in sent if isinstance(each, dict) for event in reader.feed(each)]
    streamed = fold([*events, *reader.finish()])
    assert [(c.parts, c.reason, c.logprobs) for c in streamed.choices] == [(c.parts, c.reason, c.logprobs) for c in whole.choices]
    assert streamed.usage == whole.usage
    assert (streamed.id, streamed.model, streamed.created) == (whole.id, whole.model, whole.created)


def test_what_is_not_understood_is_refused_in_the_wires_words() -> None:
    """Unknown model, unsatisfiable schema."""
    head, send = play(wanting(model="gpt-4o"))
    assert isinstance(head, Head)
    assert isinstance(send, Send)
    assert head.status == 404
    assert json.loads(send.data)["error"]["param"] == "model"
    never = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "integer", "enum": ["a"]}}}
    assert reply(wanting(response_format=never))["error"]["param"] == "response_format.json_schema.schema"


def test_habits_hold_where_the_name_says_nothing() -> None:
    """The name's own faults come instead of the house's."""
    habits = Habits(Pace(latency=0.5), (decode_fault("close"),))
    assert play(wanting(), habits) == [Wait(0.5), Cut()]
    assert play(wanting(model="slow-2s"), habits) == [Wait(2.0), Cut()]
    head, _ = play(wanting(model="status-500"), Habits(faults=(decode_fault("close"),)))
    assert isinstance(head, Head)
    assert head.status == 500


def test_faults_add_up() -> None:
    """One after the other."""
    first, *_, last = play(wanting(model="slow-first-byte=3+cut", stream=True))
    assert (first, last) == (Wait(3.0), Cut())


def test_the_text_of_a_stream() -> None:
    """As a caller joins it."""
    assert text_of(frames(move.data for move in play(wanting("hello, wörld", stream=True)) if isinstance(move, Send))) == "hello, wörld"


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("stream", [False, True])
def test_every_wire_has_its_answers(wire: str, stream: bool) -> None:
    """In its own words, and with ids as it has them."""
    path, sent = question(wire, "hello, world", stream=stream)
    spoken = spoken_at(path.partition("?")[0])
    assert spoken is not None
    moves = list(script(sent, spoken, lambda: 5.0))
    body = b"".join(move.data for move in moves if isinstance(move, Send))
    reading = READ[wire](body)
    assert (reading.text, reading.finish) == ("hello, world", "stop")
    assert reading.usage is not None
    assert (reading.usage.prompt, reading.usage.completion) == (3, 3)
    assert {"anthropic": b'"msg_', "openai_responses": b'"resp_', "openai_chat": b'"chatcmpl-'}.get(wire, b"") in body


@pytest.mark.parametrize("path", ["/v1/messages/count_tokens", "/v1/responses/input_tokens", "/v1beta/models/echo:countTokens"])
def test_a_question_may_only_be_counted(path: str) -> None:
    """Four characters are a token."""
    spoken = spoken_at(path)
    assert spoken is not None
    fields = {"model": "echo", "input": "hello"} if "responses" in path else json.loads(question(spoken.translator.wire, "hello")[1])
    fields.pop("max_tokens", None)
    fields.pop("stream", None)
    _, send = script(json.dumps(fields).encode(), spoken, lambda: 0.0)
    assert isinstance(send, Send)
    assert 2 in json.loads(send.data).values()
