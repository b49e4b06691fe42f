"""The caller's names for tools come back in a reply."""

from __future__ import annotations

import pytest

from translators import TRANSLATORS
from translators.canonical import ChatRequest, ChatResponse, Choice, Message, Text, Tool, ToolCall, Usage
from translators.canonical.fold import fold, unfold
from translators.framing import json_text
from translators.framing.sse import Decoder
from translators.names import returning
from translators.returning import Returning, returned
from translators.translator import Envelope

NAME = "files.read/" + "x" * 140
WIRES = ("anthropic", "gemini", "openai_chat", "openai_responses")


@pytest.mark.parametrize("wire", WIRES)
def test_whole_and_streamed(wire: str) -> None:
    """By the question alone."""
    translator = TRANSLATORS[wire]
    request = ChatRequest(model="m", messages=(Message("user", (Text("hi"),)),), tools=(Tool(NAME, schema={"type": "object"}),))
    names = returning(request, translator.names)
    (here,) = names
    assert here in str(translator.write_request(request)[0])
    calls = (ToolCall("c1", here, "{}"), ToolCall("c2", "other", "{}"))
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=calls, reason="tool_calls"),), usage=Usage(input=1, output=1))
    whole = returned(translator.read_response(translator.write_response(reply)), names)
    assert [part.name for part in whole.choices[0].parts if isinstance(part, ToolCall)] == [NAME, "other"]

    writer, reader = translator.stream_writer(Envelope(model="m", wants_usage=True)), Returning(translator.stream_reader(), names)
    frames = Decoder().feed(b"".join(frame for event in unfold(reply) for frame in writer.feed(event)))
    events = [
        event
        for frame in frames
        if frame.data is not None and frame.data.startswith(b"{")
        for event in reader.feed(json_text.decode(frame.data))
    ]
    reader.done()
    streamed = fold([*events, *reader.finish()])
    assert [part.name for part in streamed.choices[0].parts if isinstance(part, ToolCall)] == [NAME, "other"]


def test_a_name_may_come_after_its_call() -> None:
    """Some servers open a call with its id alone."""
    reader = Returning(TRANSLATORS["openai_chat"].stream_reader(), {"a-x2e-b": "a.b"})
    calls = [{"index": 0, "id": "c", "type": "function", "function": {"arguments": ""}}]
    late = [{"index": 0, "function": {"name": "a-x2e-b", "arguments": "{}"}}]
    events = [
        event for delta in (calls, late) for event in reader.feed({"id": "r", "choices": [{"index": 0, "delta": {"tool_calls": delta}}]})
    ]
    reader.done()
    assert fold([*events, *reader.finish()]).choices[0].parts == (ToolCall("c", "a.b", "{}"),)


def test_a_reply_without_other_names_is_the_very_same() -> None:
    """Nothing is made anew."""
    reply = ChatResponse(id="r", model="m", choices=())
    assert returned(reply, {}) is reply
