"""What is refused is named: the field, what it must be, and what it is."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest

from translators.canonical import Kind, Problem
from translators.framing.nesting import DEEPEST
from translators.openai_chat.check import check_request
from translators.openai_chat.envelope import peek_request
from translators.shapes import LONGEST_MODEL

USER = {"role": "user", "content": "hi"}
HELLO: dict[str, Any] = {"model": "m", "messages": [USER]}


def said(*contents: Any) -> dict[str, Any]:
    """A question whose last message is of these parts."""
    return {"model": "m", "messages": [USER, USER, {"role": "user", "content": list(contents)}]}


WRONG: list[tuple[Any, str]] = [
    ([], "the body must be an object, not a list"),
    ("x", "the body must be an object, not a string"),
    (None, "the body must be an object, not null"),
    ({}, "model: is missing"),
    ({"messages": [USER]}, "model: is missing"),
    (HELLO | {"model": 3}, "model: must be a string, not a number"),
    (HELLO | {"model": None}, "model: must be a string, not null"),
    (HELLO | {"model": ""}, "model: must not be empty"),
    (HELLO | {"model": "a\r\nx-evil: 1"}, "model: must not have control characters in it"),
    ({"model": "m"}, "messages: is missing"),
    (HELLO | {"messages": {}}, "messages: must be a list, not an object"),
    (HELLO | {"messages": []}, "messages: must not be empty"),
    (HELLO | {"messages": ["hi"]}, "messages[0]: must be an object, not a string"),
    (HELLO | {"messages": [{}]}, "messages[0].role: is missing"),
    (HELLO | {"messages": [{"role": 1}]}, "messages[0].role: must be a string, not a number"),
    (HELLO | {"messages": [{"role": "user"}]}, "messages[0].content: is missing"),
    (HELLO | {"messages": [{"role": "user", "content": None}]}, "messages[0].content: must be a string or a list of parts, not null"),
    (HELLO | {"messages": [{"role": "system", "content": {}}]}, "messages[0].content: must be a string or a list of parts, not an object"),
    (HELLO | {"messages": [{"role": "tool", "content": "x"}]}, "messages[0].tool_call_id: is missing"),
    (HELLO | {"messages": [{"role": "function", "content": "x"}]}, "messages[0].name: is missing"),
    (HELLO | {"messages": [USER | {"name": 1}]}, "messages[0].name: must be a string, not a number"),
    (said("x"), "messages[2].content[0]: must be an object, not a string"),
    (said({"text": "x"}), "messages[2].content[0].type: is missing"),
    (said({"type": "text"}), "messages[2].content[0].text: is missing"),
    (said({"type": "text", "text": 1}), "messages[2].content[0].text: must be a string, not a number"),
    (said({"type": "image_url"}), "messages[2].content[0].image_url: is missing"),
    (
        said({"type": "image_url", "image_url": 3}),
        "messages[2].content[0].image_url: must be an object with a url, or the url itself, not a number",
    ),
    (said({"type": "image_url", "image_url": {}}), "messages[2].content[0].image_url.url: is missing"),
    (said({"type": "input_audio", "input_audio": {}}), "messages[2].content[0].input_audio.data: is missing"),
    (said({"type": "file", "file": {"file_id": 1}}), "messages[2].content[0].file.file_id: must be a string, not a number"),
    (
        HELLO | {"messages": [{"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "f"}}]}]},
        "messages[0].tool_calls[0].id: is missing",
    ),
    (
        HELLO | {"messages": [{"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": {}}}]}]},
        "messages[0].tool_calls[0].function.arguments: must be a string, not an object",
    ),
    (HELLO | {"n": 0}, "n: must be at least 1"),
    (HELLO | {"n": True}, "n: must be a whole number, not a boolean"),
    (HELLO | {"stream": "yes"}, "stream: must be true or false, not a string"),
    (HELLO | {"stream_options": {"include_usage": 1}}, "stream_options.include_usage: must be true or false, not a number"),
    (HELLO | {"max_tokens": "7"}, "max_tokens: must be a whole number, not a string"),
    (HELLO | {"max_tokens": 1.5}, "max_tokens: must be a whole number, not 1.5"),
    (HELLO | {"temperature": "hot"}, "temperature: must be a number, not a string"),
    (HELLO | {"stop": ["a", 1]}, "stop[1]: must be a string, not a number"),
    (HELLO | {"stop": 1}, "stop: must be a string or a list of strings, not a number"),
    (HELLO | {"tools": [{"type": "function"}]}, "tools[0].function: is missing"),
    (HELLO | {"tools": [{"function": {"name": "f", "parameters": []}}]}, "tools[0].function.parameters: must be an object, not a list"),
    (HELLO | {"tools": [{"type": "custom", "custom": {}}]}, "tools[0].custom.name: is missing"),
    (HELLO | {"tool_choice": 1}, "tool_choice: must be a string or an object, not a number"),
    (HELLO | {"functions": [{}]}, "functions[0].name: is missing"),
    (HELLO | {"response_format": {}}, "response_format.type: is missing"),
    (HELLO | {"response_format": "json"}, "response_format: must be an object, not a string"),
    (HELLO | {"logit_bias": {"50256": "no"}}, "logit_bias.50256: must be a number, not a string"),
    (HELLO | {"metadata": {"a": 1}}, "metadata.a: must be a string, not a number"),
    (HELLO | {"logprobs": "yes"}, "logprobs: must be true or false, or how many, not a string"),
]


@pytest.mark.parametrize(("wire", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_the_field_at_fault_is_named(wire: Any, message: str) -> None:
    """By the hot path too, which asks the slow one for words."""
    for check in (check_request, peek_request):
        with pytest.raises(Problem) as caught:
            check(json.dumps(wire).encode())
        assert caught.value.message == message
        assert caught.value.kind is Kind.INVALID_REQUEST
        assert caught.value.param == (None if message.startswith("the body") else message.split(":", maxsplit=1)[0])


def test_an_unknown_role_is_answered_with_the_known_ones() -> None:
    """So that it can be mended at once."""
    with pytest.raises(Problem) as caught:
        check_request(json.dumps(HELLO | {"messages": [{"role": "User", "content": "x"}]}).encode())
    assert caught.value.message == "messages[0].role: must be one of system, developer, user, assistant, tool, function, not 'User'"


TEXTS: list[tuple[bytes, str, str | None]] = [
    (b"", "the body is not JSON: Expecting value (line 1, column 1)", None),
    (b"{", "the body is not JSON: Expecting property name", None),
    (b'{"a":1,}', "the body is not JSON:", None),
    (b"\xff\xfe", "the body is not UTF-8: byte 0", None),
    ('{"model":"m"}'.encode("utf-16"), "the body is not UTF-8: byte 0", None),
    (b"\xef\xbb\xbf{}", "the body is not JSON:", None),
    (b'{"model":"m","messages":[{"role":"user","content":"\xff"}]}', "the body is not UTF-8: byte 51", None),
    (b'{"model":"m","messages":[{"role":"user","content":"hi","x":"\xff"}]}', "the body is not UTF-8: byte 60", None),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":NaN}', "temperature: must be a number", "temperature"),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":1e999}', "temperature: is too large a number", "temperature"),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"x":[-Infinity]}', "x[0]: must be a number", "x[0]"),
    (b'{"model":"m","messages":[{"role":"user","content":"\\ud800!"}]}', "messages[0].content: has half of a", "messages[0].content"),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"x":"\\udc00"}', "x: has half of a surrogate pair", "x"),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"x":{"\\udc00":1}}', "x: has a field whose name", "x"),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"seed":' + b"9" * 5000 + b"}", "seed: is too large", "seed"),
    (b'{"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "the body is nested too deeply: more than 128", None),
    (b'{"model":"m","messages":[{"role":"user","content":"hi"}],"x":' + b"[" * 200 + b"]" * 200 + b"}", "the body is nested too", None),
    (b"[" * 500, "the body is nested too deeply", None),
]


@pytest.mark.parametrize(("body", "message", "param"), TEXTS, ids=[message[:50] for _, message, _ in TEXTS])
def test_what_is_no_json_says_why(body: bytes, message: str, param: str | None) -> None:
    """Encoding, syntax, numbers that are none, characters that are none, depth."""
    for check in (check_request, peek_request):
        with pytest.raises(Problem) as caught:
            check(body)
        assert caught.value.message.startswith(message)
        assert caught.value.param == param


GOOD: list[Any] = [
    said({"type": "image_url", "image_url": "https://example.com/i.png"}),  # Mistral takes it
    said({"type": "input_audio", "input_audio": "QUJD"}),  # so it does this
    said({"type": "thinking", "thinking": []}, {"type": "document_url", "document_url": "https://example.com/d.pdf"}),
    said({"type": "text", "text": "x", "image_url": None, "cache_control": {"type": "ephemeral"}}),
    said({"type": "something of next year", "x": [1]}),
    HELLO
    | {"messages": [{"role": "assistant"}, {"role": "assistant", "content": None, "refusal": None, "tool_calls": None, "name": None}]},
    HELLO | {"messages": [{"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": ""}}]}]},
    HELLO | {"messages": [{"role": "function", "name": "f", "content": None}]},
    HELLO | {"tools": [{"type": "web_search"}, {"function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}]},
    HELLO | {"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}},
    HELLO | {"response_format": {"type": "grammar", "value": "x"}, "logprobs": 2, "max_tokens": 3.0, "n": 2.0},
    HELLO | {"max_tokens": -1, "temperature": 99, "top_p": -3, "top_logprobs": 10**6},  # ranges are the provider's business
    HELLO
    | {"x": [[[[]]], 10**600], "stop": "a", "modalities": None, "tools": None, "response_format": None, "reasoning": {"effort": "high"}},
]


@pytest.mark.parametrize("wire", GOOD, ids=range(len(GOOD)))
def test_what_some_server_takes_is_let_in(wire: Any) -> None:
    """Which server, is not for the gateway's door to know."""
    body = json.dumps(wire).encode()
    assert peek_request(body) == check_request(body)


def test_the_depth_that_is_allowed_is_allowed() -> None:
    """The limit is the same on both ways."""
    body = json.dumps(HELLO).encode()[:-1] + b',"x":' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}"
    assert peek_request(body).model == check_request(body).model == "m"


def test_a_callers_own_long_name_is_cut() -> None:
    """An error is no place for a megabyte."""
    with pytest.raises(Problem) as caught:
        check_request(json.dumps(HELLO | {"metadata": {"a" * 100_000: 1}}).encode())
    assert len(caught.value.message) < 300


def test_a_long_name_costs_once_and_not_for_every_value_under_it() -> None:
    """A megabyte of a name over sixty thousand numbers: written beside each of them it would be sixty gigabytes."""
    body = json.dumps(HELLO | {"n": 1.0, "x" * 1_000_000: [1.5] * 60_000}).encode()
    tracemalloc.start()
    try:
        assert check_request(body).n == 1
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_models_name_has_an_end() -> None:
    """It goes into headers and logs."""
    for check in (check_request, peek_request):
        assert check(json.dumps(HELLO | {"model": "m" * LONGEST_MODEL}).encode()).model
        with pytest.raises(Problem) as caught:
            check(json.dumps(HELLO | {"model": "m" * (LONGEST_MODEL + 1)}).encode())
        assert (caught.value.param, caught.value.message) == ("model", "model: must have at most 512 characters")
