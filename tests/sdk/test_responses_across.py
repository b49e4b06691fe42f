"""The official OpenAI SDK on the Responses wire, with every wire behind: items, streams, tool loops kept here and there, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel

from tests.served import Served
from tests.strict.saying import CACHED, COMPLETION, PROMPT

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEATHER: Any = {
    "type": "function",
    "name": "weather",
    "description": "The weather in a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False},
    "strict": True,
}
SEALED: Any = ["reasoning.encrypted_content"]


class City(BaseModel):
    """What is asked for."""

    city: str
    degrees: int


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[OpenAI]:
    """As a developer makes it; only the base URL differs."""
    with OpenAI(base_url=f"{between.url}/v1", api_key=between.key, max_retries=0, timeout=60) as made:
        yield made


def test_a_response_reaches_every_wire(client: OpenAI, model: str) -> None:
    """Words, instructions, usage."""
    reply = client.responses.create(model=model, instructions="be brief", input="hello, wörld", max_output_tokens=500)
    assert reply.output_text == "hello, wörld [be brief]"
    assert (reply.status, reply.error) == ("completed", None)
    assert reply.usage is not None
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (PROMPT, COMPLETION)
    assert reply.usage.input_tokens_details.cached_tokens == CACHED


def test_the_stream_helper_hears_every_wire(client: OpenAI, model: str) -> None:
    """Typed events, numbered, and the final response."""
    with client.responses.stream(model=model, input="one two three") as stream:
        events = list(stream)
        final = stream.get_final_response()
    pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(pieces) == final.output_text == "one two three"
    assert len(pieces) > 1
    assert (events[0].type, events[-1].type) == ("response.created", "response.completed")
    assert final.usage is not None
    assert final.usage.total_tokens == PROMPT + COMPLETION


def answered(client: OpenAI, streamed: bool, asked: Any) -> Any:
    """One response, whichever way it comes."""
    if not streamed:
        return client.responses.create(**asked)
    with client.responses.stream(**asked) as stream:
        for _ in stream:
            pass
        return stream.get_final_response()


def looped(client: OpenAI, model: str, words: str, *, streamed: bool, kept: bool, **more: Any) -> str:
    """A tool loop: what was said goes back whole, or is known here by its id."""
    items: Any = [{"role": "user", "content": words}]
    asked: Any = {"model": model, "input": items, "tools": [WEATHER], "store": kept, **more}
    for _ in range(5):
        reply = answered(client, streamed, asked)
        calls = [item for item in reply.output if item.type == "function_call"]
        if not calls:
            return str(reply.output_text)
        outputs = [
            {"type": "function_call_output", "call_id": call.call_id, "output": json.loads(call.arguments)["city"]} for call in calls
        ]
        if kept:
            asked |= {"input": outputs, "previous_response_id": reply.id}
        else:
            items += [_again(item) for item in reply.output]
            items += outputs
    raise AssertionError("it never ends")


def _again(item: Any) -> Any:
    """Without what only a parsed answer has."""
    return {name: value for name, value in item.model_dump(exclude_none=True).items() if name != "parsed_arguments"}


@pytest.mark.parametrize("kept", [False, True], ids=["sent back", "kept here"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("thinking", [{}, {"reasoning": {"effort": "high", "summary": "auto"}}], ids=["plain", "thinking"])
def test_a_tool_loop_crosses_every_wire(client: OpenAI, model: str, streamed: bool, thinking: Any, kept: bool) -> None:
    """Parallel calls, two steps; sealed thoughts go back, or are put back."""
    if thinking and model.endswith("gpt-4o"):
        pytest.skip("this model cannot think")
    if not kept:
        thinking = {**thinking, "include": SEALED}
    if kept and model.startswith("oai"):
        pytest.skip("OpenAI keeps its own")
    assert looped(client, model, "the weather?", streamed=streamed, kept=kept, **thinking) == "It is Oslo and Paris."
    assert looped(client, model, "the weather, twice?", streamed=streamed, kept=kept, **thinking) == "It is Rome."


def test_a_conversation_goes_on_by_its_id(client: OpenAI, model: str) -> None:
    """It is kept, can be read again, and deleted."""
    if model.startswith("oai"):
        pytest.skip("OpenAI keeps its own")
    first = client.responses.create(model=model, input="first")
    second = client.responses.create(model=model, input="second", previous_response_id=first.id)
    assert second.output_text == "second"
    assert client.responses.retrieve(first.id).output_text == "first"
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    unkept = client.responses.create(model=model, input="third", store=False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(unkept.id)


def test_an_answer_fits(client: OpenAI, model: str) -> None:
    """`parse` gets an object of the caller's own type."""
    assert client.responses.parse(model=model, input="a city", text_format=City).output_parsed == City(city="Oslo", degrees=18)


def test_a_tool_can_be_forced(client: OpenAI, model: str) -> None:
    """By name."""
    named: Any = {"type": "function", "name": "weather"}
    reply = client.responses.create(model=model, input="hello", tools=[WEATHER], tool_choice=named)
    assert "function_call" in [item.type for item in reply.output]


def test_pictures_reach_every_wire(client: OpenAI, model: str) -> None:
    """As data."""
    content: Any = [{"type": "input_text", "text": "look"}, {"type": "input_image", "image_url": PIXEL, "detail": "auto"}]
    assert client.responses.create(model=model, input=[{"role": "user", "content": content}]).output_text == "look (1 seen)"


ERRORS = [("limited", openai.RateLimitError), ("gone", openai.NotFoundError), ("busy", openai.InternalServerError)]


@pytest.mark.parametrize(("word", "error"), [*ERRORS, ("unpaid", openai.InternalServerError)])
def test_errors_of_every_wire_are_the_sdks_own(client: OpenAI, model: str, word: str, error: type[openai.APIStatusError]) -> None:
    """And a limit says when to come back."""
    for streamed in (False, True):
        with pytest.raises(error) as raised:
            client.responses.create(model=f"{model}-{word}", input="hi", stream=streamed)
        if word == "limited":
            assert raised.value.response.headers["retry-after"] == "1"
