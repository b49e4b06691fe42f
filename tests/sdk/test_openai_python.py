"""The official OpenAI SDK for Python as a caller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

from tests.served import Served

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False},
        "strict": True,
    },
}


@pytest.fixture(scope="module")
def client(gateway: Served) -> Iterator[OpenAI]:
    """As a developer makes it; only the base URL differs."""
    with OpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.key, max_retries=0, timeout=20) as made:
        yield made


def test_chat(client: OpenAI) -> None:
    """The last user text comes back, with usage that adds up and the call's name where the SDK looks for it."""
    reply = client.chat.completions.create(model="mock/echo", messages=[{"role": "user", "content": "hello, wörld"}])
    assert reply.choices[0].message.content == "hello, wörld"
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert reply._request_id is not None
    assert reply._request_id.startswith("req_")


def test_a_route_is_a_model(client: OpenAI) -> None:
    """The caller need not know where it leads."""
    assert client.chat.completions.create(model="fast", messages=[{"role": "user", "content": "hi"}]).choices[0].message.content == "hi"


def test_a_stream_is_the_whole_reply_in_pieces(client: OpenAI) -> None:
    """Its text, its end and its usage are those of the whole one."""
    asked: Any = {"model": "mock/lorem-40", "messages": [{"role": "user", "content": "go on"}]}
    whole = client.chat.completions.create(**asked)
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason] == [whole.choices[0].finish_reason]
    assert [c.usage for c in chunks if c.usage] == [whole.usage]


def test_usage_is_not_sent_to_who_did_not_ask(client: OpenAI) -> None:
    """The gateway asks the provider for it all the same."""
    chunks = list(client.chat.completions.create(model="mock/echo", messages=[{"role": "user", "content": "hi"}], stream=True))
    assert all(c.choices and c.usage is None for c in chunks)


def test_the_stream_helper_accumulates(client: OpenAI) -> None:
    """The SDK's own reading of the events comes to the same message."""
    with client.chat.completions.stream(model="mock/echo", messages=[{"role": "user", "content": "piece by piece"}]) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.content == "piece by piece"


def test_a_tool_loop(client: OpenAI) -> None:
    """A forced tool is called with arguments that fit; its result comes back in the answer."""
    messages: Any = [{"role": "user", "content": "what is the weather?"}]
    first = client.chat.completions.create(model="mock/echo", messages=messages, tools=[WEATHER], tool_choice="required")
    assert first.choices[0].finish_reason == "tool_calls"
    calls = first.choices[0].message.tool_calls
    assert calls
    assert calls[0].type == "function"
    assert set(json.loads(calls[0].function.arguments)) == {"city"}
    messages += [first.choices[0].message, {"role": "tool", "tool_call_id": calls[0].id, "content": "18 degrees and sunny"}]
    second = client.chat.completions.create(model="mock/echo", messages=messages, tools=[WEATHER])
    assert "18 degrees and sunny" in (second.choices[0].message.content or "")


def test_a_tool_call_streams(client: OpenAI) -> None:
    """In pieces that join to the whole call."""
    with client.chat.completions.stream(
        model="mock/echo",
        messages=[{"role": "user", "content": "go"}],
        tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "weather"}},
    ) as stream:
        for _ in stream:
            pass
        message = stream.get_final_completion().choices[0].message
    assert message.tool_calls
    assert "city" in json.loads(message.tool_calls[0].function.arguments)


class Step(BaseModel):
    """One step of a recipe."""

    number: int
    words: str


class Recipe(BaseModel):
    """What is asked for."""

    title: str
    steps: list[Step]
    vegan: bool


def test_structured_output(client: OpenAI) -> None:
    """`parse` gets an object of the caller's own type."""
    reply = client.chat.completions.parse(model="mock/echo", messages=[{"role": "user", "content": "soup"}], response_format=Recipe)
    assert isinstance(reply.choices[0].message.parsed, Recipe)


def test_images(client: OpenAI) -> None:
    """By URL and as data; the mock says what it was shown and fetches nothing."""
    parts: Any = [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
    ]
    reply = client.chat.completions.create(model="mock/echo", messages=[{"role": "user", "content": parts}])
    said = reply.choices[0].message.content or ""
    assert "look" in said
    assert "image/png" in said
    assert "https://example.com/cat.png" in said


def test_several_choices_and_logprobs(client: OpenAI) -> None:
    """What was asked for n times comes n times."""
    reply = client.chat.completions.create(
        model="mock/echo", messages=[{"role": "user", "content": "hi"}], n=3, logprobs=True, top_logprobs=2
    )
    assert [choice.index for choice in reply.choices] == [0, 1, 2]
    logprobs = reply.choices[0].logprobs
    assert logprobs is not None
    assert logprobs.content


def test_models(client: OpenAI) -> None:
    """Routes and models, and each by its name."""
    names = [model.id for model in client.models.list()]
    assert names[0] == "fast"
    assert "mock/echo" in names
    assert client.models.retrieve("mock/echo").owned_by == "mock"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("mock/nothing-of-the-kind")


@pytest.mark.parametrize(
    ("model", "error", "code"),
    [
        ("mock/status-400", openai.BadRequestError, None),
        ("mock/status-401", openai.InternalServerError, "provider_key_refused"),
        ("mock/status-404", openai.NotFoundError, None),
        ("mock/status-429", openai.RateLimitError, "provider_rate_limited"),
        ("mock/status-500", openai.InternalServerError, "provider_failed"),
        ("mock/status-503", openai.InternalServerError, "provider_overloaded"),
        ("nobody/knows", openai.NotFoundError, "model_not_found"),
    ],
)
def test_errors_are_the_sdks_own(client: OpenAI, model: str, error: type[openai.APIStatusError], code: str | None) -> None:
    """Each failure raises what a developer already catches."""
    with pytest.raises(error) as raised:
        client.chat.completions.create(model=model, messages=[{"role": "user", "content": "hi"}])
    if code is not None:
        assert raised.value.code == code


def test_a_wrong_key(gateway: Served) -> None:
    """401, and no word about which keys there are."""
    with (
        OpenAI(base_url=f"{gateway.url}/v1", api_key="mb-wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as raised,
    ):
        stranger.chat.completions.create(model="mock/echo", messages=[{"role": "user", "content": "hi"}])
    assert raised.value.code == "invalid_api_key"


def test_a_bad_request_names_its_field(client: OpenAI) -> None:
    """The SDK shows `param`."""
    wrong: Any = [{"role": "user", "content": [{"type": "image_url", "image_url": 7}]}]
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model="mock/echo", messages=wrong)
    assert raised.value.param == "messages[0].content[0].image_url"


def test_the_sdk_retries_what_may_pass(gateway: Served) -> None:
    """A 429 with retry-after: the SDK waits and asks again, as often as it was told to."""
    with OpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.key, max_retries=1) as patient:
        reply = patient.chat.completions.with_raw_response.create
        with pytest.raises(openai.RateLimitError) as raised:
            reply(model="mock/status-429", messages=[{"role": "user", "content": "hi"}])
    assert raised.value.response.request.headers["x-stainless-retry-count"] == "1"


def test_a_cut_stream_is_an_error(client: OpenAI) -> None:
    """Never a short answer that looks whole."""
    stream = client.chat.completions.create(model="mock/cut", messages=[{"role": "user", "content": "one two three four"}], stream=True)
    with pytest.raises(openai.APIError) as raised:
        list(stream)
    assert raised.value.code == "provider_cut_off"
