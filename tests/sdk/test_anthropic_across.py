"""The official Anthropic SDK, with every wire behind: messages, its stream helper, tool loops with thinking, pictures, counts, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic

from tests.served import Served
from tests.strict.provider import Strict
from tests.strict.saying import CACHED, COMPLETION, PROMPT

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SCHEMA: Any = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER: Any = {"name": "weather", "description": "The weather in a city.", "input_schema": SCHEMA}
THINKING: Any = {"type": "enabled", "budget_tokens": 2048}


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[Anthropic]:
    """As a developer makes it; only the base URL differs."""
    with Anthropic(base_url=between.url, api_key=between.key, max_retries=0, timeout=60) as made:
        yield made


def say(content: Any) -> Any:
    """One message."""
    return [{"role": "user", "content": content}]


def test_messages_reach_every_wire(client: Anthropic, model: str) -> None:
    """Words, instructions, usage."""
    reply = client.messages.create(model=model, max_tokens=500, system="be brief", messages=say("hello, wörld"))
    assert [block.text for block in reply.content if block.type == "text"] == ["hello, wörld [be brief]"]
    assert (reply.role, reply.stop_reason) == ("assistant", "end_turn")
    assert (reply.usage.input_tokens, reply.usage.cache_read_input_tokens) == (PROMPT - CACHED, CACHED)
    assert reply.usage.output_tokens == COMPLETION


def test_the_stream_helper_hears_every_wire(client: Anthropic, model: str) -> None:
    """Its text in pieces, and the final message."""
    with client.messages.stream(model=model, max_tokens=500, messages=say("one two three")) as stream:
        pieces = list(stream.text_stream)
        final = stream.get_final_message()
    assert "".join(pieces) == "one two three"
    assert len(pieces) > 1
    assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", COMPLETION)


def looped(client: Anthropic, model: str, words: str, *, streamed: bool, **more: Any) -> str:
    """A tool loop as the SDK's own guide has it: the content goes back as it came."""
    messages = say(words)
    for _ in range(5):
        asked: Any = {"model": model, "max_tokens": 4096, "messages": messages, "tools": [WEATHER], **more}
        if streamed:
            with client.messages.stream(**asked) as stream:
                reply: Any = stream.get_final_message()
        else:
            reply = client.messages.create(**asked)
        if reply.stop_reason != "tool_use":
            return "".join(block.text for block in reply.content if block.type == "text")
        messages.append({"role": "assistant", "content": reply.content})
        results = [
            {"type": "tool_result", "tool_use_id": block.id, "content": block.input["city"]}
            for block in reply.content
            if block.type == "tool_use"
        ]
        messages.append({"role": "user", "content": results})
    raise AssertionError("it never ends")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("thinking", [{}, {"thinking": THINKING}], ids=["plain", "thinking"])
def test_a_tool_loop_crosses_every_wire(client: Anthropic, model: str, streamed: bool, thinking: Any) -> None:
    """Parallel calls, two steps; signed and redacted thoughts go back with the content."""
    assert looped(client, model, "the weather?", streamed=streamed, **thinking) == "It is Oslo and Paris."
    assert looped(client, model, "the weather, twice?", streamed=streamed, **thinking) == "It is Rome."


def test_thoughts_are_blocks(client: Anthropic, model: str) -> None:
    """Signed ones, as the SDK wants them."""
    if model.endswith("gpt-4o"):
        pytest.skip("this model cannot think")
    reply = client.messages.create(model=model, max_tokens=4096, messages=say("hello"), thinking=THINKING)
    thought = reply.content[0]
    assert thought.type == "thinking"
    assert thought.thinking.startswith("Thinking")
    assert thought.signature


def test_a_failed_tool_is_told(client: Anthropic, model: str, providers: Strict, behind: str) -> None:
    """With what it said."""
    call: Any = {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}}
    result: Any = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "no such city", "is_error": True}
    messages = [*say("the forecast?"), {"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}]
    reply = client.messages.create(model=model, max_tokens=500, messages=messages, tools=[WEATHER])
    assert "no such city" in json.dumps(providers.last(behind).body)
    assert reply.content


def test_a_tool_can_be_forced(client: Anthropic, model: str) -> None:
    """Any of them."""
    reply = client.messages.create(model=model, max_tokens=500, messages=say("hello"), tools=[WEATHER], tool_choice={"type": "any"})
    assert reply.stop_reason == "tool_use"


def test_an_answer_fits(client: Anthropic, model: str) -> None:
    """By the schema in `output_config`."""
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
        "required": ["city", "degrees"],
        "additionalProperties": False,
    }
    config: Any = {"format": {"type": "json_schema", "schema": schema}}
    reply = client.messages.create(model=model, max_tokens=500, messages=say("a city"), output_config=config)
    assert json.loads(reply.content[0].text) == {"city": "Oslo", "degrees": 18}  # type: ignore[union-attr]  # nothing else was asked for


def test_pictures_reach_every_wire(client: Anthropic, model: str) -> None:
    """As data and by address."""
    pictures = [{"type": "base64", "media_type": "image/png", "data": PNG}, {"type": "url", "url": "https://example.com/cat.png"}]
    if model.startswith("gem"):
        pictures.pop()  # an address is for Google's own files
    content = [*({"type": "image", "source": source} for source in pictures), {"type": "text", "text": "look"}]
    reply = client.messages.create(model=model, max_tokens=500, messages=say(content))
    assert reply.content[0].text == f"look ({len(pictures)} seen)"  # type: ignore[union-attr]  # nothing else was asked for


def test_tokens_are_counted(client: Anthropic, model: str) -> None:
    """By the provider where it can, and by guess where it cannot."""
    count = client.messages.count_tokens(model=model, messages=say("one two three"), system="be brief", tools=[WEATHER])
    assert count.input_tokens > 0
    assert not model.startswith(("claude", "gem")) or count.input_tokens == PROMPT


ERRORS = [("limited", anthropic.RateLimitError), ("gone", anthropic.NotFoundError), ("busy", anthropic.InternalServerError)]


@pytest.mark.parametrize(("word", "error"), [*ERRORS, ("unpaid", anthropic.InternalServerError)])
def test_errors_of_every_wire_are_the_sdks_own(client: Anthropic, model: str, word: str, error: type[anthropic.APIStatusError]) -> None:
    """In its shape; and a limit says when to come back."""
    for streamed in (False, True):
        with pytest.raises(error) as raised:
            client.messages.create(model=f"{model}-{word}", max_tokens=500, messages=say("hi"), stream=streamed)
        assert isinstance(raised.value.body, dict)
        assert raised.value.body["type"] == "error"
        if word == "limited":
            assert raised.value.response.headers["retry-after"] == "1"


def test_a_wrong_key_and_a_model_nobody_knows(client: Anthropic, between: Served) -> None:
    """Refused by the gateway itself, in the words of this wire."""
    with Anthropic(base_url=between.url, api_key="mb-wrong", max_retries=0) as stranger, pytest.raises(anthropic.AuthenticationError):
        stranger.messages.create(model="claude/claude-sonnet-4-5", max_tokens=5, messages=say("hi"))
    with pytest.raises(anthropic.NotFoundError) as raised:
        client.messages.create(model="nobody/knows", max_tokens=5, messages=say("hi"))
    assert raised.value.body["error"]["type"] == "not_found_error"  # type: ignore[index]  # its shape
    wrong: Any = [{"role": "user", "content": [{"type": "text", "text": 7}]}]
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(model="claude/claude-sonnet-4-5", max_tokens=5, messages=wrong)
    assert "messages[0].content[0].text" in refused.value.message
