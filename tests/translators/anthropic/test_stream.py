"""Streams read: the same as the whole reply, however the network cut them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.recordings import ABSENT, Recording, recordings
from translators.anthropic.response import read_response
from translators.anthropic.stream import Reader
from translators.canonical import ChatResponse, Event, Kind, PartDelta, Problem, Text, ToolCall, Usage
from translators.canonical.fold import fold
from translators.framing.sse import Decoder

START = {"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
         "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 3, "output_tokens": 1}}}  # fmt: skip
OPEN = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
MORE = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}}
SHUT = {"type": "content_block_stop", "index": 0}
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 7}}
STOP = {"type": "message_stop"}


def read(*frames: dict[str, Any]) -> ChatResponse:
    """The reply in these frames."""
    reader = Reader()
    events: list[Event] = [event for frame in frames for event in reader.feed(frame)]
    return fold([*events, *reader.finish()])


def test_a_stream_is_read() -> None:
    """Its usage is what both its ends told."""
    reply = read(START, {"type": "ping"}, OPEN, MORE, MORE, SHUT, END, STOP)
    assert (reply.id, reply.model, reply.wire) == ("msg_1", "m", "anthropic")
    assert reply.choices[0].parts == (Text("hihi"),)
    assert (reply.choices[0].reason, reply.usage) == ("stop", Usage(input=3, output=7))
    assert reply.choices[0].extra == {"stop_sequence": None}


def test_what_stands_beside_the_answer_is_kept() -> None:
    """For its own wire."""
    end = {**END, "delta": {**END["delta"], "container": {"id": "c"}}, "context_management": {"applied_edits": []}}  # type: ignore[dict-item]  # a frame is any JSON
    reply = read(START, OPEN, SHUT, end, STOP)
    assert reply.extra["container"] == {"id": "c"}
    assert reply.extra["context_management"] == {"applied_edits": []}


@pytest.mark.parametrize("frames", [[], [{"type": "ping"}], [START], [START, OPEN, MORE], [START, OPEN, MORE, SHUT]])
def test_a_stream_that_is_cut_is_never_an_end(frames: list[dict[str, Any]]) -> None:
    """It has not said why it stopped."""
    with pytest.raises(Problem) as caught:
        read(*frames)
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


def test_after_the_reason_nothing_more_is_needed() -> None:
    """Blocks that nobody closed are closed."""
    assert read(START, OPEN, MORE, END).choices[0].parts == (Text("hi"),)
    assert read(START, OPEN, MORE, STOP).choices[0].reason == "stop"
    reader = Reader()
    reader.feed(START)
    reader.done()
    assert fold([*reader.feed(START), *Reader().feed(START), *reader.finish()]).choices[0].parts == ()


def test_an_error_is_raised() -> None:
    """Wherever it comes."""
    with pytest.raises(Problem) as caught:
        read(START, OPEN, MORE, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert caught.value.kind is Kind.PROVIDER_OVERLOADED


def test_blocks_may_overlap() -> None:
    """Some servers number them so."""
    call = {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "1", "name": "f", "input": {}}}
    piece = {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "{}"}}
    reply = read(START, OPEN, call, MORE, piece, MORE, {**SHUT, "index": 1}, SHUT, END, STOP)
    assert reply.choices[0].parts == (Text("hihi"), ToolCall("1", "f", "{}"))


def test_what_nobody_knows_says_nothing() -> None:
    """The wire may grow."""
    odd: list[dict[str, Any]] = [{"type": "of next year"}, {"type": "content_block_delta", "index": 9, "delta": {}}, {}]
    odd += [{"type": "content_block_delta"}, {"type": "message_start"}, {"type": "content_block_start", "index": 5}]
    odd += [{"type": "content_block_stop", "index": 5}]
    assert read(START, *odd, OPEN, MORE, SHUT, *odd, END, STOP).choices[0].parts == (Text("hi"),)


def streams() -> list[Recording]:
    """The recorded ones."""
    found = [each for each in recordings("anthropic.messages") if each.framing == "sse"]
    if not found:
        pytest.skip(ABSENT)
    return found


def folded(recording: Recording, size: int) -> ChatResponse:
    """A recorded stream that came in pieces of this size."""
    decoder, reader = Decoder(), Reader()
    pieces = [recording.body[start : start + size] for start in range(0, len(recording.body), size)]
    frames = [frame for piece in pieces for frame in decoder.feed(piece)] + decoder.end()
    events = [event for frame in frames if frame.data is not None for event in reader.feed(json.loads(frame.data))]
    return fold([*events, *reader.finish()])


def test_a_recorded_stream_is_what_its_frames_say() -> None:
    """Put together by hand."""
    for recording in streams():
        frames = [json.loads(frame.data or b"") for frame in Decoder().feed(recording.body)]
        whole = by_hand(frames)
        assert meaning(read_response(whole)) == meaning(folded(recording, len(recording.body))), recording.id


def test_a_recorded_stream_is_the_same_in_any_pieces() -> None:
    """Of one byte, or of seven."""
    for recording in streams():
        assert folded(recording, 7) == folded(recording, 4096), recording.id
    assert folded(streams()[0], 1) == folded(streams()[0], 4096)


def by_hand(frames: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole message that a stream tells, as the documentation says."""
    message: dict[str, Any] = {}
    arguments = ""
    for frame in frames:
        match frame["type"]:
            case "message_start":
                message = frame["message"]
            case "content_block_start":
                message["content"].append(frame["content_block"])
                arguments = ""
            case "content_block_delta":
                block, delta = message["content"][-1], frame["delta"]
                match delta["type"]:
                    case "text_delta":
                        block["text"] += delta["text"]
                    case "thinking_delta":
                        block["thinking"] += delta["thinking"]
                    case "signature_delta":
                        block["signature"] += delta["signature"]
                    case "citations_delta":
                        block["citations"].append(delta["citation"])
                    case _:
                        arguments += delta["partial_json"]
            case "content_block_stop":
                if arguments:
                    message["content"][-1]["input"] = json.loads(arguments)
            case "message_delta":
                message |= frame["delta"]
                message["usage"] |= frame["usage"]
    return message


def meaning(reply: ChatResponse) -> Any:
    """With arguments as what they say."""
    parts = [(part.id, part.name, json.loads(part.arguments)) if isinstance(part, ToolCall) else part for part in reply.choices[0].parts]
    return parts, reply.choices[0].reason, reply.choices[0].native_reason, reply.choices[0].extra, reply.usage, reply.id, reply.extra


def test_most_frames_cost_little() -> None:
    """They are one event each."""
    reader = Reader()
    for frame in (START, OPEN):
        reader.feed(frame)
    assert reader.feed(MORE) == [PartDelta(0, "hi")]
    assert reader.feed({**MORE, "delta": {"type": "text_delta", "text": ""}}) == []
