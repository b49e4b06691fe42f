"""Whole replies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.genai.types import GenerateContentResponse
from msgspec.structs import replace

from tests.official import wrong_reply
from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    Data,
    Image,
    Kind,
    Problem,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Usage,
)
from translators.gemini.response import read_response, write_response

GOOD = [recording for recording in recordings("gemini.generateContent") if recording.status == 200]


def reply(*parts: dict[str, Any], **candidate: Any) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"parts": list(parts), "role": "model"}, "finishReason": "STOP", "index": 0, **candidate}],
        "responseId": "r1",
        "modelVersion": "m",
    }


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("recording", GOOD, ids=lambda recording: recording.id)
def test_a_recorded_reply_goes_back_as_it_came(recording: Any) -> None:
    wire = json.loads(recording.body)
    assert json.loads(json.dumps(write_response(read_response(wire)))) == wire


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("recording", GOOD, ids=lambda recording: recording.id)
def test_written_afresh_it_is_a_reply_to_googles_sdk_and_says_the_same(recording: Any) -> None:
    told = read_response(json.loads(recording.body))
    wire = json.loads(json.dumps(write_response(replace(told, wire="another"))))
    assert wrong_reply("gemini", wire) == []
    again = read_response(wire)
    assert (again.id, again.model, again.usage, again.created) == (told.id, told.model, told.usage, told.created)
    assert [(choice.parts, choice.reason) for choice in again.choices] == [(choice.parts, choice.reason) for choice in told.choices]


def test_each_part_is_what_it_is() -> None:
    wire = reply(
        {"text": "hm", "thought": True},
        {"text": "so", "thoughtSignature": "s"},
        {"text": ""},
        {"inlineData": {"mimeType": "image/png", "data": "AA"}},
        {"executableCode": {"code": "1"}},
        {"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": "c"},
        {"functionCall": {"name": "f", "args": {"a": 1}, "id": "x"}},
    )
    (choice,) = read_response(wire).choices
    assert choice.parts == (
        Reasoning("hm", signer="gemini"),
        Text("so", signature="s"),
        Image(Data("image/png", "AA")),
        Unknown("executableCode", {"executableCode": {"code": "1"}}),
        ToolCall("call_mb_r1_0_5", "f", '{"a":1}', signature="c"),
        ToolCall("x", "f", '{"a":1}'),
    )
    assert choice.reason == "tool_calls"


def test_a_blocked_question_is_an_answer_that_was_filtered() -> None:
    wire = {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 3},
        "modelVersion": "m",
    }
    told = read_response(wire)
    assert told.choices == (Choice(parts=(), reason="content_filter", native_reason="PROHIBITED_CONTENT"),)
    assert write_response(told) == wire
    elsewhere = write_response(replace(told, wire="another"))
    assert elsewhere["candidates"][0]["finishReason"] == "SAFETY"


@pytest.mark.parametrize("wire", [{}, {"candidates": []}, {"error": {"code": 503, "message": "m"}}, [{"error": {"code": 503}}]])
def test_what_is_no_reply_is_a_problem(wire: Any) -> None:
    with pytest.raises(Problem) as caught:
        read_response(wire)
    assert caught.value.kind in (Kind.PROVIDER_BAD_REPLY, Kind.PROVIDER_OVERLOADED)


def test_the_call_of_a_hidden_tool_is_the_answer() -> None:
    wire = reply({"functionCall": {"name": "modelbridge_answer_value", "args": {"value": [1, 2]}}, "thoughtSignature": "s"})
    (choice,) = read_response(wire).choices
    assert (choice.parts, choice.reason) == ((Text("[1,2]", signature="s"),), "stop")
    around = reply({"text": "Let me think."}, *wire["candidates"][0]["content"]["parts"], {"text": "That is it."})
    assert read_response(around).choices == (choice,)


def test_sources_are_notes_on_the_words_and_log_probabilities_are_read() -> None:
    grounding = {
        "groundingChunks": [{"web": {"uri": "u", "title": "t"}}],
        "groundingSupports": [{"segment": {"endIndex": 3, "text": "so"}, "groundingChunkIndices": [0]}],
        "webSearchQueries": ["q"],
    }
    wire = reply(
        {"text": "so it is"}, groundingMetadata=grounding, logprobsResult={"chosenCandidates": [{"token": "so", "logProbability": -1}]}
    )
    told = read_response(wire | {"usageMetadata": {"promptTokenCount": 1}})
    (text,) = told.choices[0].parts
    assert isinstance(text, Text)
    assert text.annotations[0]["url_citation"]["url"] == "u"
    assert told.choices[0].logprobs is not None
    assert told.usage.searches == 1
    assert write_response(told)["candidates"][0]["groundingMetadata"] == grounding


def test_what_others_said_is_legal_for_googles_clients() -> None:
    notes = ({"type": "url_citation", "url_citation": {"url": "u", "start_index": 0, "end_index": 2}},)
    parts = (
        Reasoning("hm", "sig", signer="anthropic"),
        Text("so", notes),
        Refusal("no"),
        Audio(None, transcript="said"),
        ToolCall("toolu_1", "f", '{"a":'),
        ToolCall("2", "f", ""),
    )
    wire = write_response(
        ChatResponse(
            id="r",
            model="m",
            choices=(Choice(parts=parts, reason="tool_calls"), Choice(parts=(), reason="length")),
            usage=Usage(input=1, output=2),
            created=1_755_616_723,
            wire="x",
        )
    )
    there = GenerateContentResponse.model_validate(json.loads(json.dumps(wire)))
    assert there.candidates is not None
    assert [call.args for call in there.function_calls or []] == [{"input": '{"a":'}, {}]
    assert [candidate.finish_reason for candidate in there.candidates] == ["STOP", "MAX_TOKENS"]
    assert wire["createTime"] == "2025-08-19T15:18:43Z"
    again = read_response(wire).choices
    assert again[0].parts[:2] == (Reasoning("hm", "sig", signer="anthropic"), Text("so", notes))
    assert again[1].parts == ()


def test_several_answers_are_told_apart() -> None:
    """A stream says with every frame whose it is; put together, each answer has its number."""
    choices = tuple(Choice(parts=(Text(text),), reason="stop") for text in "ab")
    wire = write_response(ChatResponse(id="r", model="m", choices=choices, wire="gemini"))
    assert [candidate.get("index") for candidate in wire["candidates"]] == [None, 1]
