"""Streams read."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Audio, ChatResponse, Data, Kind, Problem, Reasoning, Text, ToolCall, Unknown
from translators.canonical.fold import fold
from translators.framing.sse import Decoder
from translators.gemini.response import read_response
from translators.gemini.stream import Reader

GOOD = [recording for recording in recordings("gemini.streamGenerateContent") if recording.status == 200]


def frame(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"parts": list(parts), "role": "model"}, "index": 0, **more}],
        "responseId": "r1",
        "modelVersion": "m",
    }


def read(*frames: dict[str, Any]) -> ChatResponse:
    reader = Reader()
    return fold([event for each in frames for event in reader.feed(each)] + reader.finish())


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("recording", GOOD, ids=lambda recording: recording.id)
def test_a_recorded_stream_says_the_same_however_it_is_cut(recording: Any) -> None:
    replies = []
    for size in (1, 7, 1000, len(recording.body)):
        decoder, reader = Decoder(), Reader()
        events = []
        for at in range(0, len(recording.body), size):
            for each in decoder.feed(recording.body[at : at + size]):
                events += reader.feed(json.loads(each.data)) if each.data else []
        replies.append(fold([*events, *reader.finish()]))
    assert all(reply == replies[0] for reply in replies)
    assert replies[0].choices[0].parts
    assert replies[0].usage.total > 0


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
def test_a_recorded_reply_told_in_one_frame_is_the_reply() -> None:
    """Words of one kind that stand side by side are one when streamed."""
    for recording in recordings("gemini.generateContent"):
        if recording.status == 200:
            wire = json.loads(recording.body)
            told, streamed = read_response(wire), read(wire)
            assert (streamed.usage, streamed.choices[0].reason, streamed.id, streamed.model) == (
                told.usage,
                told.choices[0].reason,
                told.id,
                told.model,
            )
            if not any(isinstance(part, Reasoning) for part in told.choices[0].parts):
                assert streamed.choices[0].parts == told.choices[0].parts, recording.id


def test_words_go_on_and_a_signature_seals_them() -> None:
    told = read(
        frame({"text": "a", "thought": True}),
        frame({"text": "b", "thought": True}, {"text": "c"}),
        frame({"text": "d"}, {"text": "", "thoughtSignature": "s1"}),
        frame({"text": "e"}),
        frame({"text": "", "thoughtSignature": "s2"}, finishReason="STOP"),
    )
    assert told.choices[0].parts == (Reasoning("ab", signer="gemini"), Text("cd", signature="s1"), Text("e", signature="s2"))


def test_a_signature_without_words_is_a_part_and_empty_words_are_none() -> None:
    told = read(
        frame({"functionCall": {"name": "f", "args": {}}}),
        frame({"text": ""}),
        frame({"text": "", "thoughtSignature": "s"}, finishReason="STOP"),
    )
    assert told.choices[0].parts == (ToolCall("call_mb_r1_0_0", "f", "{}"), Text("", signature="s"))


def test_calls_come_whole_alike_ones_too() -> None:
    call = {"functionCall": {"name": "f", "args": {"a": 1}}}
    told = read(
        frame(call, call), frame({"functionCall": {"name": "f", "args": {"a": 1}, "id": "x"}, "thoughtSignature": "s"}, finishReason="STOP")
    )
    assert [part.id for part in told.choices[0].parts if isinstance(part, ToolCall)] == ["call_mb_r1_0_0", "call_mb_r1_0_1", "x"]
    assert told.choices[0].reason == "tool_calls"


def test_a_reply_without_a_name_gives_the_same_ids_whole_and_streamed() -> None:
    call: dict[str, Any] = {"functionCall": {"name": "f", "args": {"a": "xy"}}, "thoughtSignature": "s"}
    whole = {"candidates": [{"content": {"parts": [call]}, "finishReason": "STOP", "index": 0}]}
    begun = {"functionCall": {"name": "f", "willContinue": True}, "thoughtSignature": "s"}
    last = {"functionCall": {"partialArgs": [{"jsonPath": "$.a", "stringValue": "xy"}]}}
    pieces = {"candidates": [{"content": {"parts": [begun, last]}, "finishReason": "STOP", "index": 0}]}
    assert read(whole).choices[0].parts == read(pieces).choices[0].parts == read_response(whole).choices[0].parts


def test_arguments_in_pieces_are_one_call() -> None:
    told = read(
        frame({"functionCall": {"name": "f", "willContinue": True}, "thoughtSignature": "s"}),
        frame({"functionCall": {"partialArgs": [{"jsonPath": "$.a", "stringValue": "x", "willContinue": True}], "willContinue": True}}),
        frame({"functionCall": {"partialArgs": [{"jsonPath": "$.a", "stringValue": "y"}], "willContinue": True}}),
        frame({"functionCall": {}}, finishReason="STOP"),
    )
    assert told.choices[0].parts == (ToolCall("call_mb_r1_0_0", "f", '{"a":"xy"}', signature="s"),)


def piece(**call: Any) -> dict[str, Any]:
    return {"functionCall": call}


def test_a_call_that_was_cut_is_told_as_far_as_it_came() -> None:
    """By the limit: its arguments stay the text that came. A server that only forgets to end it has told all of it."""
    begun = frame(piece(name="f", willContinue=True))
    more = frame(piece(partialArgs=[{"jsonPath": "$.a", "stringValue": "x", "willContinue": True}], willContinue=True))
    told = read(begun, more, frame(finishReason="MAX_TOKENS"))
    assert (told.choices[0].parts, told.choices[0].reason) == ((ToolCall("call_mb_r1_0_0", "f", '{"a":"x'),), "length")
    told = read(begun, frame(finishReason="MAX_TOKENS"))
    assert (told.choices[0].parts, told.choices[0].reason) == ((ToolCall("call_mb_r1_0_0", "f", ""),), "length")
    told = read(begun, more, frame(finishReason="STOP"))
    assert (told.choices[0].parts, told.choices[0].reason) == ((ToolCall("call_mb_r1_0_0", "f", '{"a":"x"}'),), "tool_calls")
    assert read(frame(piece(willContinue=True)), frame(finishReason="MAX_TOKENS")).choices[0].parts == ()


def test_calls_in_pieces_follow_one_another() -> None:
    """Also where the first is not ended, and where one piece is all of a call."""
    value = [{"jsonPath": "$.a", "numberValue": 1}]
    told = read(
        frame(piece(name="f", willContinue=True)),
        frame(piece(partialArgs=value, willContinue=True)),
        frame(piece(name="g", partialArgs=value)),
        frame(finishReason="STOP"),
    )
    assert [(part.name, part.arguments) for part in told.choices[0].parts if isinstance(part, ToolCall)] == [
        ("f", '{"a":1}'),
        ("g", '{"a":1}'),
    ]


def test_pieces_of_a_sound_are_one_sound() -> None:
    data = bytes(range(10))
    pieces = [b64encode(data[at : at + 4]).decode() for at in range(0, 10, 4)]
    told = read(*(frame({"inlineData": {"mimeType": "audio/pcm", "data": piece}}) for piece in pieces), frame(finishReason="STOP"))
    assert told.choices[0].parts == (Audio(Data("audio/pcm", b64encode(data).decode())),)


def test_a_hidden_answer_is_words() -> None:
    told = read(frame({"functionCall": {"name": "modelbridge_answer", "args": {"a": 1}}}, finishReason="STOP"))
    assert (told.choices[0].parts, told.choices[0].reason) == ((Text('{"a":1}'),), "stop")


def test_the_last_usage_counts_and_repeated_ends_are_one() -> None:
    told = read(
        frame({"text": "a"}, finishReason="STOP")
        | {"usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 1, "totalTokenCount": 4}},
        frame({"text": "b"}, finishReason="STOP")
        | {"usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5}},
    )
    assert (told.choices[0].parts, told.usage.output) == ((Text("ab"),), 2)


def test_sources_are_noted_on_all_the_words() -> None:
    grounding = {
        "groundingChunks": [{"web": {"uri": "u"}}],
        "groundingSupports": [{"segment": {"startIndex": 3, "endIndex": 5, "text": "so"}, "groundingChunkIndices": [0]}],
    }
    told = read(frame({"text": "é "}), frame({"text": "so"}, finishReason="STOP", groundingMetadata=grounding))
    (text,) = told.choices[0].parts
    assert isinstance(text, Text)
    assert text.annotations[0]["url_citation"] == {"url": "u", "start_index": 2, "end_index": 4}
    assert told.choices[0].extra["groundingMetadata"] == grounding


def test_several_answers_are_told_apart() -> None:
    two = {"candidates": [{"content": {"parts": [{"text": text}]}, "index": index} for index, text in enumerate("ab")]}
    ends = {"candidates": [{"finishReason": "STOP", "index": 0}, {"finishReason": "MAX_TOKENS", "index": 1}]}
    assert [(choice.parts, choice.reason) for choice in read(two, ends).choices] == [((Text("a"),), "stop"), ((Text("b"),), "length")]


def test_a_blocked_question_ends_the_stream() -> None:
    told = read({"promptFeedback": {"blockReason": "SAFETY"}, "responseId": "r"})
    assert (told.choices[0].reason, told.choices[0].native_reason) == ("content_filter", "SAFETY")
    told = read(frame({"text": "a"}), {"promptFeedback": {"blockReason": "SAFETY"}})
    assert (told.choices[0].parts, told.choices[0].reason) == ((Text("a"),), "content_filter")


@pytest.mark.parametrize("frames", [[], [frame({"text": "a"})], [{"usageMetadata": {}}]])
def test_a_stream_that_was_cut_is_none(frames: list[dict[str, Any]]) -> None:
    with pytest.raises(Problem) as caught:
        read(*frames)
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


def test_an_error_frame_is_a_problem() -> None:
    with pytest.raises(Problem) as caught:
        Reader().feed({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}})
    assert caught.value.kind is Kind.PROVIDER_OVERLOADED


def test_what_nobody_knows_is_carried() -> None:
    wire = {"executableCode": {"code": "1"}}
    assert read(frame(wire, finishReason="STOP")).choices[0].parts == (Unknown("executableCode", wire),)
