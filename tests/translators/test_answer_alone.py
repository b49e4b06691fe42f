"""An answer by the hidden tool is all the text of its reply, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators import TRANSLATORS
from translators.answer_alone import Alone, alone, answer_in, is_asked_in, is_hidden
from translators.canonical import ChatRequest, ChatResponse, Choice, Event, Format, Message, Reasoning, Text, Tool, ToolCall, Usage
from translators.canonical.fold import fold, unfold
from translators.framing import json_text
from translators.framing.sse import Decoder
from translators.translator import Envelope

JSON = '{"a":"x"}'
WORDS, MORE = Text("Let me think."), Text("That is it.")
ANSWER, VALUE, TOOL = (
    ToolCall("c1", "modelbridge_answer", JSON),
    ToolCall("c2", "modelbridge_answer_value", '{"value":3}'),
    ToolCall("c3", "f", "{}"),
)
WIRES = ("anthropic", "gemini")
TOLD: list[tuple[Any, ...]] = [
    (WORDS, ANSWER),
    (ANSWER, MORE),
    (WORDS, ANSWER, MORE),
    (WORDS, TOOL, ANSWER),
    (TOOL, WORDS, VALUE, MORE, TOOL),
    (WORDS, ANSWER, VALUE),
    (VALUE,),
    (WORDS, TOOL),
    (WORDS,),
    (TOOL,),
]


def both(wire: str, parts: tuple[Any, ...]) -> tuple[ChatResponse, list[Event]]:
    """A provider's reply, whole, and the events of the same as a stream."""
    translator = TRANSLATORS[wire]
    reason: Any = "tool_calls" if any(isinstance(part, ToolCall) for part in parts) else "stop"
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason=reason),), usage=Usage(input=1, output=1))
    whole = translator.read_response(json_text.decode(json_text.encode(translator.write_response(reply))))
    writer, reader = translator.stream_writer(Envelope(model="m", wants_usage=True)), Alone(translator.stream_reader())
    events: list[Event] = []
    for frame in Decoder().feed(b"".join(frame for event in unfold(reply) for frame in writer.feed(event))):
        if frame.data is not None:
            wired = json_text.decode(frame.data)
            reader.more(wired)
            events += reader.feed(wired)
    reader.done()
    return whole, [*events, *reader.finish()]


@pytest.mark.parametrize("parts", TOLD)
@pytest.mark.parametrize("wire", WIRES)
def test_the_answer_is_all_the_text_whole_and_streamed(wire: str, parts: tuple[Any, ...]) -> None:
    """Its words only where it has no such answer; calls of the caller's own tools always."""
    whole, events = both(wire, parts)
    streamed = fold(events)
    assert (streamed.choices[0].parts, streamed.choices[0].reason) == (whole.choices[0].parts, whole.choices[0].reason)
    first = next((part for part in parts if is_hidden(part)), None)
    text = "".join(part.text for part in whole.choices[0].parts if isinstance(part, Text))
    assert text == ("".join(part.text for part in parts if isinstance(part, Text)) if first is None else answer_in(first).text)
    assert [part.name for part in whole.choices[0].parts if isinstance(part, ToolCall)] == ["f"] * parts.count(TOOL)


@pytest.mark.parametrize("caller", TRANSLATORS)
@pytest.mark.parametrize("wire", WIRES)
def test_every_caller_is_told_nothing_but_json(wire: str, caller: str) -> None:
    """Though places of parts are missing in the stream."""
    _, events = both(wire, (WORDS, TOOL, ANSWER, MORE))
    translator = TRANSLATORS[caller]
    writer, reader = translator.stream_writer(Envelope(model="m", wants_usage=True)), translator.stream_reader()
    heard: list[Event] = []
    for frame in Decoder().feed(b"".join(frame for event in events for frame in writer.feed(event))):
        if frame.data is not None and frame.data.startswith(b"{"):
            heard += reader.feed(json_text.decode(frame.data))
    reader.done()
    (choice,) = fold([*heard, *reader.finish()]).choices
    assert json.loads("".join(part.text for part in choice.parts if isinstance(part, Text))) == {"a": "x"}
    assert [part.name for part in choice.parts if isinstance(part, ToolCall)] == ["f"]


def test_a_thought_does_not_wait() -> None:
    """It is told as it comes, and so is the answer itself; words are not."""
    reader = Alone(TRANSLATORS["anthropic"].stream_reader())
    reader.feed({"type": "message_start", "message": {"id": "m", "model": "m"}})

    def told(number: int, block: dict[str, Any], delta: dict[str, Any]) -> int:
        begun = reader.feed({"type": "content_block_start", "index": number, "content_block": block})
        said = reader.feed({"type": "content_block_delta", "index": number, "delta": delta})
        reader.feed({"type": "content_block_stop", "index": number})
        return len([*begun, *said])

    assert told(0, {"type": "thinking", "thinking": "", "signature": ""}, {"type": "thinking_delta", "thinking": "Hm"}) == 2
    assert told(1, {"type": "text", "text": ""}, {"type": "text_delta", "text": "So"}) == 0
    call = {"type": "tool_use", "id": "t", "name": ANSWER.name, "input": {}}
    assert told(2, call, {"type": "input_json_delta", "partial_json": JSON}) == 2


def test_what_is_no_word_stays() -> None:
    """A thought, for one."""
    thought = Reasoning("Hm")
    assert alone((thought, WORDS, VALUE, ANSWER, MORE, TOOL)) == (thought, Text("3"), TOOL)


@pytest.mark.parametrize(("wire", "model"), [("anthropic", "claude-3-5-haiku-latest"), ("gemini", "gemini-2.0-flash")])
def test_a_question_tells_that_it_offers_the_tool(wire: str, model: str) -> None:
    """Only where an answer of a form was asked for, of a model that has no other way."""
    asked = ChatRequest(model=model, messages=(Message("user", (Text("hi"),)),), tools=(Tool("f", schema={"type": "object"}),))
    shaped = ChatRequest(model=model, messages=asked.messages, tools=asked.tools, format=Format("json_object"))
    assert is_asked_in(TRANSLATORS[wire].write_request(shaped)[0])
    for other in TRANSLATORS.values():
        assert not is_asked_in(other.write_request(asked)[0])
    assert not is_asked_in(TRANSLATORS["openai_chat"].write_request(shaped)[0])
    assert not is_asked_in({})
