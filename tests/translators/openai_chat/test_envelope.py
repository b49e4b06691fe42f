"""The hot path of a request: let in what real servers take, and pass it on byte for byte."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import requests
from translators.canonical import ChatRequest, Problem
from translators.openai_chat.check import check_request
from translators.openai_chat.envelope import forward_request, peek_request
from translators.openai_chat.request import write_request
from translators.translator import Envelope

HELLO = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


def compact(wire: Any) -> bytes:
    """As the official SDKs send it."""
    return json.dumps(wire, separators=(",", ":"), ensure_ascii=False).encode()


def test_what_the_gateway_must_know() -> None:
    """And nothing more."""
    wire = HELLO | {"stream": True, "stream_options": {"include_usage": True}, "max_tokens": 7, "n": 2, "user": "u", "service_tier": "flex"}
    assert peek_request(compact(wire)) == Envelope(model="m", stream=True, wants_usage=True, max_tokens=7, n=2, user="u", tier="flex")
    assert peek_request(compact(HELLO)) == Envelope(model="m")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"max_tokens": 1, "max_completion_tokens": 2}, {"max_tokens": 2}),
        ({"max_tokens": 0}, {"max_tokens": 0}),
        ({"n": None, "stream": None, "user": None, "stop": None}, {}),
        ({"stream_options": {"include_usage": True}}, {}),
        ({"stream": True, "stream_options": None}, {"stream": True}),
        ({"stream": True, "stream_options": {"include_usage": False}}, {"stream": True}),
        ({"max_tokens": 10**30}, {"max_tokens": 10**30}),
    ],
)
def test_the_rarer_spellings(more: dict[str, Any], expected: dict[str, Any]) -> None:
    """Null is absent, zero is not; the newer name of a limit wins; usage is wanted only of a stream."""
    assert peek_request(compact(HELLO | more)) == Envelope(model="m", **expected)


@given(requests)
def test_every_question_we_can_write_is_let_in(request: ChatRequest) -> None:
    """By the quick look and by the slow one, which see the same."""
    body = compact(write_request(request)[0])
    assert peek_request(body) == check_request(body)
    assert peek_request(body).model == request.model


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(["user", "tool", "text", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "image_url", "url", "name", "function", "x", "\ud801"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
FIELDS = [
    "model", "messages", "stream", "stream_options", "max_tokens", "n", "tools", "tool_choice", "stop", "seed", "temperature",
    "response_format", "logit_bias", "metadata", "functions", "user", "modalities", "unknown",
]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A good question with anything at all somewhere in it."""
    wire: Any = json.loads(compact(write_request(draw(requests))[0]))
    for _ in range(draw(st.integers(1, 2))):
        place: Any = wire
        while isinstance(place, dict | list) and place and draw(st.integers(0, 3)):
            inside = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[inside], dict | list):
                break
            place = place[inside]
        if isinstance(place, dict):
            place[draw(st.sampled_from(sorted(place) + FIELDS))] = draw(json_values)
        elif isinstance(place, list):
            place.insert(draw(st.integers(0, len(place))), draw(json_values))
    return json.dumps(wire, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


def judged(body: bytes) -> Envelope | Problem:
    """What comes of any bytes at all: nothing but one of two."""
    try:
        return peek_request(body)
    except Problem as problem:
        return problem


@given(spoiled())
def test_what_is_refused_is_named(body: bytes) -> None:
    """Let in by the quick look as by the slow one, or refused in words that name the field."""
    found = judged(body)
    if isinstance(found, Envelope):
        assert found == check_request(body)
        assert json.loads(forward_request(body, found, "other"))["model"] == "other"
    else:
        assert found.status == 400
        assert found.param or found.message.startswith("the body")
        assert found.message.encode()


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_at_all_surprise_it(body: bytes) -> None:
    """A Problem in words, never another exception."""
    found = judged(body)
    assert isinstance(found, Problem)
    assert found.message


@given(requests, st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_a_damaged_body_is_let_in_or_refused(request: ChatRequest, place: int, damage: bytes) -> None:
    """Wherever it is damaged, and what is let in can be passed on."""
    body = compact(write_request(request)[0])
    body = body[: place % len(body)] + damage + body[place % len(body) + len(damage) :]
    found = judged(body)
    if isinstance(found, Envelope):
        forward_request(body, found, "m2")


@given(requests)
def test_only_the_name_of_the_model_changes(request: ChatRequest) -> None:
    """Value for value, and the value's own bytes."""
    body = compact(write_request(request)[0])
    envelope = peek_request(body)
    forwarded = forward_request(body, envelope, "provider's own")
    before, after = (msgspec.json.decode(data, type=dict[str, msgspec.Raw]) for data in (body, forwarded))
    assert json.loads(bytes(after.pop("model"))) == "provider's own"
    del before["model"]
    assert list(after) == list(before)
    assert {name: bytes(value) for name, value in after.items()} == {name: bytes(value) for name, value in before.items()}


@given(requests)
def test_nothing_to_change_is_the_same_object(request: ChatRequest) -> None:
    """Not a copy of ten megabytes."""
    body = compact(write_request(request)[0])
    assert forward_request(body, peek_request(body), request.model) is body


def test_values_survive_as_they_were_written() -> None:
    """Large numbers, 1.0, escapes, spaces inside values."""
    values = b'"messages":[{"role":"user","content":"\\u00e9\\/"}],"seed":9007199254740993,"x":{"a": 1.0,"b":1e2},"temperature":1.0'
    body = b'{"model":"m",' + values + b"}"
    assert forward_request(body, peek_request(body), "n") == body.replace(b'"m"', b'"n"')


@pytest.mark.parametrize("options", [b"", b',"stream_options":null', b',"stream_options":{}', b',"stream_options":{"include_usage":false}'])
def test_a_stream_is_always_asked_for_its_usage(options: bytes) -> None:
    """Whether or not the caller wants it."""
    body = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true' + options + b"}"
    assert json.loads(forward_request(body, peek_request(body), "m"))["stream_options"] == {"include_usage": True}


def test_other_stream_options_are_kept() -> None:
    """They are the caller's."""
    body = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_obfuscation":false}}'
    options = json.loads(forward_request(body, peek_request(body), "m"))["stream_options"]
    assert options == {"include_obfuscation": False, "include_usage": True}


def test_a_field_written_twice_leaves_once() -> None:
    """What was checked is what is sent: the last value, escaped names and all."""
    body = b'{"model":"a","max_tokens":5,"messages":[{"role":"user","content":"hi"}],"mod\\u0065l":"b","max_tokens":9}'
    envelope = peek_request(body)
    assert (envelope.model, envelope.max_tokens) == ("b", 9)
    for model in ("b", "c"):
        forwarded = forward_request(body, envelope, model)
        assert forwarded.count(b"max_tokens") == 1
        assert json.loads(forwarded) == HELLO | {"model": model, "max_tokens": 9}


def test_ten_megabytes_of_pictures_are_quick() -> None:
    """A generous bound: it is measured elsewhere."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 5_000_000}}
    body = compact({"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "é?"}, picture, picture]}]})
    began = process_time()
    forward_request(body, peek_request(body), "n")
    assert process_time() - began < 2
