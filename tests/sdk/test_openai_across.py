"""The official OpenAI SDK on the chat wire, with every wire behind: chat, streams, tool loops with thinking, answers that fit, pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

from tests.served import Served
from tests.strict.provider import Strict
from tests.strict.saying import CACHED, COMPLETION, PROMPT

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


class City(BaseModel):
    """What is asked for."""

    city: str
    degrees: int


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[OpenAI]:
    """As a developer makes it; only the base URL differs."""
    with OpenAI(base_url=f"{between.url}/v1", api_key=between.key, max_retries=0, timeout=60) as made:
        yield made


def say(words: str) -> Any:
    """One message."""
    return [{"role": "user", "content": words}]


def test_chat_reaches_every_wire(client: OpenAI, model: str) -> None:
    """Words, instructions, usage."""
    messages: Any = [{"role": "system", "content": "be brief"}, *say("hello, wörld")]
    reply = client.chat.completions.create(model=model, messages=messages, max_tokens=500)
    assert reply.choices[0].message.content == "hello, wörld [be brief]"
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens) == (PROMPT, COMPLETION, PROMPT + COMPLETION)
    assert reply.usage.prompt_tokens_details is not None
    assert reply.usage.prompt_tokens_details.cached_tokens == CACHED


def test_a_stream_reaches_every_wire(client: OpenAI, model: str) -> None:
    """In pieces, with its usage at the end."""
    stream = client.chat.completions.create(model=model, messages=say("one two three"), stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    pieces = [c.choices[0].delta.content for c in chunks if c.choices and c.choices[0].delta.content]
    assert "".join(pieces) == "one two three"
    assert len(pieces) > 1
    assert [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason] == ["stop"]
    assert [c.usage.total_tokens for c in chunks if c.usage] == [PROMPT + COMPLETION]


def looped(client: OpenAI, model: str, words: str, *, streamed: bool, **more: Any) -> str:
    """A tool loop as plain programs drive it: of the model's turns they keep the words and the calls, and nothing else."""
    messages = say(words)
    for _ in range(5):
        if streamed:
            with client.chat.completions.stream(model=model, messages=messages, tools=[WEATHER], **more) as stream:
                for _event in stream:
                    pass
                message = stream.get_final_completion().choices[0].message
        else:
            message = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER], **more).choices[0].message
        if not message.tool_calls:
            return message.content or ""
        calls: Any = [
            {"id": call.id, "type": "function", "function": {"name": call.function.name, "arguments": call.function.arguments}}
            for call in message.tool_calls
            if call.type == "function"
        ]
        messages.append({"role": "assistant", "content": message.content, "tool_calls": calls})
        for call in calls:
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": json.loads(call["function"]["arguments"])["city"]})
    raise AssertionError("it never ends")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("thinking", [{}, {"reasoning_effort": "high"}], ids=["plain", "thinking"])
def test_a_tool_loop_crosses_every_wire(client: OpenAI, model: str, streamed: bool, thinking: dict[str, Any]) -> None:
    """Parallel calls, two steps; the provider refuses thoughts that do not come back as it signed them."""
    if thinking and model.endswith("gpt-4o"):
        pytest.skip("this model cannot think")
    assert looped(client, model, "the weather?", streamed=streamed, **thinking) == "It is Oslo and Paris."
    assert looped(client, model, "the weather, twice?", streamed=streamed, **thinking) == "It is Rome."


def test_thoughts_are_shown(client: OpenAI, model: str) -> None:
    """Where servers of this wire show them."""
    if model.endswith("gpt-4o"):
        pytest.skip("this model cannot think")
    reply = client.chat.completions.create(model=model, messages=say("hello"), reasoning_effort="high")
    assert reply.choices[0].message.reasoning_content.startswith("Thinking")  # type: ignore[attr-defined]  # not OpenAI's own field
    assert reply.usage is not None
    assert reply.usage.completion_tokens_details is not None
    assert reply.usage.completion_tokens_details.reasoning_tokens


def test_a_tool_can_be_forced(client: OpenAI, model: str) -> None:
    """By name."""
    named: Any = {"type": "function", "function": {"name": "weather"}}
    reply = client.chat.completions.create(model=model, messages=say("hello"), tools=[WEATHER], tool_choice=named)
    assert reply.choices[0].finish_reason in ("tool_calls", "stop")
    assert reply.choices[0].message.tool_calls


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_an_answer_fits(client: OpenAI, model: str, streamed: bool) -> None:
    """`parse` gets an object of the caller's own type."""
    if streamed:
        with client.chat.completions.stream(model=model, messages=say("a city"), response_format=City) as stream:
            for _ in stream:
                pass
            message = stream.get_final_completion().choices[0].message
    else:
        message = client.chat.completions.parse(model=model, messages=say("a city"), response_format=City).choices[0].message
    assert message.parsed == City(city="Oslo", degrees=18)


def test_an_answer_fits_beside_tools(client: OpenAI, model: str) -> None:
    """The caller's own tools are not in its way."""
    message = client.chat.completions.parse(model=model, messages=say("a city"), response_format=City, tools=[WEATHER]).choices[0].message
    assert message.parsed == City(city="Oslo", degrees=18)


def test_pictures_reach_every_wire(client: OpenAI, model: str) -> None:
    """As data and by address."""
    parts: Any = [{"type": "text", "text": "look"}, {"type": "image_url", "image_url": {"url": PIXEL}}]
    reply = client.chat.completions.create(model=model, messages=[{"role": "user", "content": parts}])
    assert reply.choices[0].message.content == "look (1 seen)"


ERRORS = [("limited", openai.RateLimitError), ("gone", openai.NotFoundError), ("busy", openai.InternalServerError)]


@pytest.mark.parametrize(("word", "error"), [*ERRORS, ("unpaid", openai.InternalServerError)])
def test_errors_of_every_wire_are_the_sdks_own(client: OpenAI, model: str, word: str, error: type[openai.APIStatusError]) -> None:
    """And a limit says when to come back."""
    for streamed in (False, True):
        with pytest.raises(error) as raised:
            client.chat.completions.create(model=f"{model}-{word}", messages=say("hi"), stream=streamed)
        if word == "limited":
            assert raised.value.response.headers["retry-after"] == "1"


def test_the_provider_sees_its_own_key(client: OpenAI, providers: Strict, behind: str, model: str) -> None:
    """In the header its wire has for it, and never the caller's."""
    client.chat.completions.create(model=model, messages=say("hi"))
    headers = providers.last(behind).headers
    assert "far-key" in "".join(headers.get(name, "") for name in ("authorization", "x-api-key", "x-goog-api-key"))
    assert client.api_key not in "".join(headers.values())
    assert behind != "anthropic" or headers["anthropic-version"]
