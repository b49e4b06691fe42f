"""The official Google Gen AI SDK, with every wire behind: content, streams, chats, tool loops, answers that fit, pictures, errors."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from pydantic import BaseModel

from tests.served import Served
from tests.strict.saying import CACHED, COMPLETION, PROMPT

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
WEATHER = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="weather",
            description="The weather in a city.",
            parameters_json_schema={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        )
    ]
)
THINKING = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)


class City(BaseModel):
    """What is asked for."""

    city: str
    degrees: int


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[genai.Client]:
    """As a developer makes it; only the base URL differs."""
    options = types.HttpOptions(base_url=between.url, timeout=60_000)
    made = genai.Client(api_key=between.key, vertexai=False, http_options=options)
    yield made
    made.close()


def test_content_reaches_every_wire(client: genai.Client, model: str) -> None:
    """Words, instructions, usage."""
    config = types.GenerateContentConfig(system_instruction="be brief", max_output_tokens=500)
    reply = client.models.generate_content(model=model, contents="hello, wörld", config=config)
    assert reply.text == "hello, wörld [be brief]"
    assert reply.candidates
    assert reply.candidates[0].finish_reason is types.FinishReason.STOP
    used = reply.usage_metadata
    assert used is not None
    assert (used.prompt_token_count, used.cached_content_token_count, used.total_token_count) == (PROMPT, CACHED, PROMPT + COMPLETION)


def test_a_stream_reaches_every_wire(client: genai.Client, model: str) -> None:
    """In pieces, with the end and the usage."""
    chunks = list(client.models.generate_content_stream(model=model, contents="one two three"))
    assert "".join(chunk.text or "" for chunk in chunks) == "one two three"
    assert len(chunks) > 1
    ends = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates and chunk.candidates[0].finish_reason]
    assert ends == [types.FinishReason.STOP]
    assert chunks[-1].usage_metadata is not None
    assert chunks[-1].usage_metadata.total_token_count == PROMPT + COMPLETION


def test_a_chat_remembers(client: genai.Client, model: str) -> None:
    """What was said before goes along."""
    chat = client.chats.create(model=model)
    assert chat.send_message("first").text == "first"
    assert "".join(chunk.text or "" for chunk in chat.send_message_stream("second and more")) == "second and more"
    assert [content.role for content in chat.get_history()][:4] == ["user", "model", "user", "model"]


def test_a_streamed_chat_thinks_and_goes_on(client: genai.Client, behind: str, model: str) -> None:
    """The SDK keeps a content for each chunk; a thought and what signs it are in different ones."""
    if behind == "gemini":
        return  # its contents go there as they are, and the strict provider is stricter about them than Google
    chat = client.chats.create(model=model, config=types.GenerateContentConfig(tools=[WEATHER], thinking_config=THINKING))
    for words, answer in (("the weather?", "It is Oslo and Paris."), ("the weather, twice?", "It is Rome.")):
        message: Any = words
        for _ in range(5):
            chunks = list(chat.send_message_stream(message))
            calls = [call for chunk in chunks for call in chunk.function_calls or ()]
            if not calls:
                break
            results = [(call.id, call.name, {"result": (call.args or {})["city"]}) for call in calls]
            message = [types.Part(function_response=types.FunctionResponse(id=id, name=name, response=said)) for id, name, said in results]
        assert "".join(chunk.text or "" for chunk in chunks) == answer


def looped(client: genai.Client, model: str, words: str, config: types.GenerateContentConfig, *, streamed: bool) -> str:
    """A tool loop as the SDK's own guide has it: the content goes back as it came."""
    contents: Any = [types.UserContent(words)]
    for _ in range(5):
        if streamed:
            chunks = list(client.models.generate_content_stream(model=model, contents=contents, config=config))
            parts = [part for chunk in chunks for each in (chunk.candidates or [])[:1] if each.content for part in each.content.parts or ()]
        else:
            reply = client.models.generate_content(model=model, contents=contents, config=config)
            assert reply.candidates
            assert reply.candidates[0].content
            parts = reply.candidates[0].content.parts or []
        calls = [part.function_call for part in parts if part.function_call]
        if not calls:
            return "".join(part.text or "" for part in parts if not part.thought)
        contents.append(types.ModelContent([part for part in parts if part.text != ""]))  # a stream may end with nothing more to say
        answers = [
            types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": (call.args or {})["city"]}))
            for call in calls
        ]
        contents.append(types.UserContent(answers))
    raise AssertionError("it never ends")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("thinking", [None, THINKING], ids=["plain", "thinking"])
def test_a_tool_loop_crosses_every_wire(client: genai.Client, model: str, streamed: bool, thinking: types.ThinkingConfig | None) -> None:
    """Parallel calls, two steps; signatures go back with the content."""
    if model.startswith("gem") and thinking:
        thinking = types.ThinkingConfig(include_thoughts=True)  # this model wants no budget
    config = types.GenerateContentConfig(tools=[WEATHER], thinking_config=thinking)
    assert looped(client, model, "the weather?", config, streamed=streamed) == "It is Oslo and Paris."
    assert looped(client, model, "the weather, twice?", config, streamed=streamed) == "It is Rome."


def test_the_sdk_calls_functions_by_itself(client: genai.Client, model: str) -> None:
    """Automatic function calling."""

    def weather(city: str) -> str:
        """The weather in a city."""
        return f"rain in {city}"

    config = types.GenerateContentConfig(tools=[weather])
    reply = client.models.generate_content(model=model, contents="the weather?", config=config)
    assert reply.text == "It is rain in Oslo and rain in Paris."


def test_an_answer_fits(client: genai.Client, model: str) -> None:
    """`parsed` is an object of the caller's own type."""
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=City)
    assert client.models.generate_content(model=model, contents="a city", config=config).parsed == City(city="Oslo", degrees=18)


def test_pictures_reach_every_wire(client: genai.Client, model: str) -> None:
    """As data."""
    contents: Any = [types.Part.from_bytes(data=PNG, mime_type="image/png"), "look"]
    assert client.models.generate_content(model=model, contents=contents).text == "look (1 seen)"


def test_tokens_are_counted(client: genai.Client, model: str) -> None:
    """By the provider where it can, and by guess where it cannot."""
    total = client.models.count_tokens(model=model, contents="one two three").total_tokens
    assert total
    assert not model.startswith(("claude", "gem")) or total == PROMPT


@pytest.mark.parametrize(("word", "status"), [("limited", 429), ("gone", 404), ("busy", 503), ("unpaid", 502)])
def test_errors_of_every_wire_are_the_sdks_own(client: genai.Client, model: str, word: str, status: int) -> None:
    """In its shape, with a status it knows."""
    with pytest.raises(errors.APIError) as raised:
        client.models.generate_content(model=f"{model}-{word}", contents="hi")
    assert raised.value.code == status
    with pytest.raises(errors.APIError) as streamed:
        list(client.models.generate_content_stream(model=f"{model}-{word}", contents="hi"))
    assert (streamed.value.code, streamed.value.status) == (status, raised.value.status)


def test_a_wrong_key_and_a_model_nobody_knows(client: genai.Client, between: Served) -> None:
    """Refused by the gateway itself, in the words of this wire."""
    options = types.HttpOptions(base_url=between.url)
    stranger = genai.Client(api_key="mb-wrong", vertexai=False, http_options=options)
    with pytest.raises(errors.ClientError) as raised:
        stranger.models.generate_content(model="gem/gemini-3-pro-preview", contents="hi")
    stranger.close()
    assert (raised.value.code, raised.value.status) == (401, "UNAUTHENTICATED")
    with pytest.raises(errors.ClientError) as unknown:
        client.models.generate_content(model="nobody/knows", contents="hi")
    assert (unknown.value.code, unknown.value.status) == (404, "NOT_FOUND")
