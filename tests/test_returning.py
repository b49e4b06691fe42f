"""What only the question tells of an answer from another wire: what tools are called here, and that words are not all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from tests.canned import CannedAnswer, canned
from tests.frames import DONE, STOP, WHOLE, frame
from tests.made import OPENAI_CHAT, provider
from tests.one_target import PRICED, asking, batches_of, stage
from translators.anthropic import TRANSLATOR as ANTHROPIC
from translators.canonical import Text, ToolCall
from translators.canonical.fold import fold
from translators.names import returning


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_across_wires_a_tool_has_the_callers_name_again(streamed: bool) -> None:
    """Whatever the provider had to be told: the question itself tells what was meant."""
    name = "files.read/" + "x" * 60
    tools = [{"name": name, "input_schema": {"type": "object"}}]
    question = {"model": "fast", "max_tokens": 9, "stream": streamed, "tools": tools, "messages": [{"role": "user", "content": "hi"}]}
    body = json.dumps(question).encode()
    asked = replace(asking(), body=body, translator=ANTHROPIC, envelope=ANTHROPIC.peek_request(body))
    (here,) = returning(ANTHROPIC.read_request(question), OPENAI_CHAT.names)
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": here, "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    whole = json.dumps({**WHOLE, "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}).encode()
    exchange = canned(CannedAnswer(frame({"tool_calls": [call]}) + STOP + DONE if streamed else whole))
    reply = fold([event for batch in await batches_of(await stage(exchange)(asked)) for event in batch.events or ()])
    assert json.loads(exchange.asks[0].body)["tools"][0]["function"]["name"] == here
    assert [part.name for part in reply.choices[0].parts if isinstance(part, ToolCall)] == [name]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_across_wires_an_answer_by_a_hidden_tool_is_all_the_text(streamed: bool) -> None:
    """What the model said before it would make it no JSON."""
    house = replace(PRICED, entrances=provider(translator=ANTHROPIC).entrances)
    asked = asking(house, response_format={"type": "json_object"}, stream=streamed)
    words, call = (
        {"type": "text", "text": "Let me think."},
        {"type": "tool_use", "id": "t", "name": "modelbridge_answer", "input": {"a": "x"}},
    )
    message = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [words, call], "stop_reason": "tool_use"}
    frames: list[dict[str, Any]] = [{"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}]
    for index, block in enumerate((words, call)):
        frames += [{"type": "content_block_start", "index": index, "content_block": block}, {"type": "content_block_stop", "index": index}]
    frames += [{"type": "message_delta", "delta": {"stop_reason": "tool_use"}}, {"type": "message_stop"}]
    stream = b"".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in frames)
    exchange = canned(CannedAnswer(stream if streamed else json.dumps(message).encode()))
    reply = fold([event for batch in await batches_of(await stage(exchange)(asked)) for event in batch.events or ()])
    assert json.loads(exchange.asks[0].body)["tools"][0]["name"] == "modelbridge_answer"
    assert (reply.choices[0].parts, reply.choices[0].reason) == ((Text('{"a":"x"}'),), "stop")
