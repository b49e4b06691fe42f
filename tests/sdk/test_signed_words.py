"""Gemini signs its words: no client sees that, and with the next question Gemini has its signature again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from anthropic import Anthropic
from openai import OpenAI

from tests.sdk.conftest import BEHIND
from tests.served import Served
from tests.strict.provider import Strict

MODEL = BEHIND["gemini"]
THINKING: Any = {"type": "enabled", "budget_tokens": 2048}


def anthropic(between: Served, streamed: bool, history: Any) -> Any:
    """The content goes back as it came; the text is taken from the last block of it."""
    with Anthropic(base_url=between.url, api_key=between.key, max_retries=0, timeout=60) as client:
        asked: Any = {"model": MODEL, "max_tokens": 4096, "messages": history, "thinking": THINKING}
        if streamed:
            with client.messages.stream(**asked) as stream:
                reply: Any = stream.get_final_message()
        else:
            reply = client.messages.create(**asked)
    assert [block.type for block in reply.content] == ["thinking", "text"]
    return reply.content[-1].text, [{"role": "assistant", "content": reply.content}]


def responses(between: Served, streamed: bool, history: Any) -> Any:
    """The items go back as they came; the message is the last."""
    with OpenAI(base_url=f"{between.url}/v1", api_key=between.key, max_retries=0, timeout=60) as client:
        asked: Any = {"model": MODEL, "input": history, "store": False, "reasoning": {"effort": "low", "summary": "auto"}}
        if streamed:
            with client.responses.stream(**asked) as stream:
                for _ in stream:
                    pass
                reply: Any = stream.get_final_response()
        else:
            reply = client.responses.create(**asked)
    assert [item.type for item in reply.output] == ["reasoning", "message"]
    return reply.output[-1].content[0].text, reply.output


def chat(between: Served, streamed: bool, history: Any) -> Any:
    """Only the words go back."""
    with OpenAI(base_url=f"{between.url}/v1", api_key=between.key, max_retries=0, timeout=60) as client:
        asked: Any = {"model": MODEL, "messages": history}
        if streamed:
            words = "".join(chunk.choices[0].delta.content or "" for chunk in client.chat.completions.create(**asked, stream=True))
        else:
            words = client.chat.completions.create(**asked).choices[0].message.content or ""
    return words, [{"role": "assistant", "content": words}]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("ask", [anthropic, responses, chat])
def test_words_are_signed_again(between: Served, providers: Strict, ask: Callable[..., Any], streamed: bool) -> None:
    """Turn after turn, byte for byte, each with the signature it had."""
    history: Any = []
    signatures: list[list[str]] = []
    for words in ("one two", "three four", "five"):
        history.append({"role": "user", "content": f"{words}, {ask.__name__} {streamed}"})
        said, back = ask(between, streamed, history)
        assert said == f"{words}, {ask.__name__} {streamed}"
        history += back
        model = [content["parts"] for content in providers.last("gemini").body["contents"] if content["role"] == "model"]
        assert [[part.get("thoughtSignature") for part in parts if not part.get("thought")] for parts in model] == signatures
        signatures.append([f"U2lnbmVk{providers.minds['gemini'].answers:06d}AAAA=="])
