"""Questions: recorded ones come back as they were, those of other wires are what Google takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from tests.asked import asked, tool
from tests.official import wrong_question
from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Data, Document, FileId, Format, Image, Message, Reasoning, Text, Tool, ToolCall, ToolChoice, ToolResult
from translators.gemini.request import read_request, write_request
from translators.hidden_answer import ANSWER, ANSWER_VALUE

RECORDED = [*recordings("gemini.generateContent"), *recordings("gemini.streamGenerateContent")]
SAID = [recording for recording in RECORDED if '"invalid_role"' not in json.dumps(recording.request)]
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("recording", SAID, ids=lambda recording: recording.id)
def test_a_recorded_question_goes_back_as_it_was(recording: Any) -> None:
    """To the letter, whatever the spelling; and as the SDK's types have it."""
    wire, dropped = write_request(replace(read_request(recording.request), model="gemini-2.5-flash"))
    assert json.loads(json.dumps(wire)) == recording.request
    assert dropped == ()


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("model", ["gemini-2.0-flash", "gemini-2.5-flash", "gemini-3-pro-preview"])
@pytest.mark.parametrize("recording", SAID, ids=lambda recording: recording.id)
def test_what_was_asked_can_be_asked_anew(recording: Any, model: str) -> None:
    """As if it came from another wire: written afresh, it is as the SDK's types have it."""
    wire, _ = write_request(replace(read_request(recording.request), model=model, wire="another"))
    assert wrong_question("gemini", json.loads(json.dumps(wire))) == []


def test_what_has_no_field_of_ours_survives_with_its_name() -> None:
    wire = {
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        "cachedContent": "cachedContents/1",
        "generation_config": {"media_resolution": "MEDIA_RESOLUTION_LOW", "top_k": 4},
        "tool_config": {
            "retrieval_config": {"language_code": "en"},
            "function_calling_config": {"mode": "ANY", "stream_function_call_arguments": True},
        },
        "labels": {"my_team": "a"},
    }
    request = read_request(wire)
    assert (request.top_k, request.tool_choice) == (4, ToolChoice("required"))
    assert set(request.extra) == {
        "safetySettings",
        "cachedContent",
        "labels",
        "generationConfig.mediaResolution",
        "toolConfig.retrievalConfig",
        "toolConfig.functionCallingConfig",
    }
    assert write_request(request)[0] == wire


def test_what_changed_on_the_way_is_written_and_the_rest_stays() -> None:
    wire = {
        "contents": {"parts": [{"text": "hi"}]},
        "generationConfig": {"maxOutputTokens": 9, "mediaResolution": "MEDIA_RESOLUTION_LOW", "responseSchema": {"type": "STRING"}},
        "tools": [{"googleSearch": {}}],
        "toolConfig": {"functionCallingConfig": {"mode": "NONE"}},
    }
    request = replace(read_request(wire), max_tokens=5, model="gemini-2.5-flash", tools=(Tool("f"),), tool_choice=ToolChoice("auto"))
    assert write_request(request)[0] == {
        "contents": {"parts": [{"text": "hi"}]},
        "generationConfig": {"maxOutputTokens": 5, "mediaResolution": "MEDIA_RESOLUTION_LOW", "responseSchema": {"type": "STRING"}},
        "tools": [{"functionDeclarations": [{"name": "f"}]}],
        "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}},
    }


def test_the_model_is_not_in_the_body() -> None:
    request = read_request({"model": "models/x", "contents": [{"parts": [{"text": "hi"}]}]})
    assert request.model == "models/x"
    assert "model" not in write_request(request)[0]


def test_a_question_of_another_wire_is_googles_and_what_is_lost_is_named() -> None:
    request = asked(
        Message("developer", (Text("brief"),)),
        "look",
        Image(Data("image/png", "AA"), "low"),
        Document(FileId("file-1")),
        model="gemini-2.5-flash",
        tools=(tool("f", a={"type": "string"}), Tool("own", kind="native", extra={"type": "own"})),
        tool_choice=ToolChoice("required", ("f",)),
        parallel_tool_calls=False,
        max_tokens=5,
        user="me",
        extra={"logit_bias": {"1": 1}},
        wire="openai_chat",
    )
    wire, dropped = write_request(request)
    assert wire["systemInstruction"] == {"parts": [{"text": "brief"}]}
    assert wire["contents"] == [{"role": "user", "parts": [{"text": "look"}, {"inlineData": {"mimeType": "image/png", "data": "AA"}}]}]
    assert wire["toolConfig"] == {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}}
    assert wire["generationConfig"] == {"maxOutputTokens": 5, "mediaResolution": "MEDIA_RESOLUTION_LOW"}
    assert set(dropped) == {"user", "tools[1]", "logit_bias", "messages[1].content[2]", "parallel_tool_calls"}
    assert wrong_question("gemini", wire) == []


def test_parallel_calls_that_are_alike_are_all_kept() -> None:
    calls = (ToolCall("1", "f", "{}"), ToolCall("2", "f", "{}"))
    results = [Message("tool", (ToolResult(id, (Text("x"),)),)) for id in "12"]
    wire, _ = write_request(asked(Message("user", (Text("?"),)), Message("assistant", calls), *results, model="gemini-2.5-pro", wire="x"))
    assert [len(content["parts"]) for content in wire["contents"]] == [1, 2, 2]


def test_a_tool_loop_sends_signed_thoughts_back_as_they_were() -> None:
    """Byte for byte, and only Google's."""
    turn = Message(
        "assistant", (Reasoning("a", "SIG+/=", signer="gemini"), Text("b", signature="TXT"), ToolCall("1", "f", "{}", signature="CALL"))
    )
    history = (Message("user", (Text("?"),)), turn, Message("tool", (ToolResult("1", (Text("x"),)),)))
    wire, dropped = write_request(asked(*history, model="gemini-3-pro-preview", wire="openai_chat"))
    assert [part["thoughtSignature"] for part in wire["contents"][1]["parts"]] == ["SIG+/=", "TXT", "CALL"]
    assert dropped == ()


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (None, None),
        (ToolChoice("auto"), None),
        (ToolChoice("required"), ["f"]),
        (ToolChoice("required", ("f",)), ["f"]),
        (ToolChoice("auto", ("f",)), ["f", ANSWER]),
    ],
)
def test_older_models_answer_in_json_beside_functions_by_calling_one_more(choice: ToolChoice | None, names: list[str] | None) -> None:
    format = Format("json_schema", "n", schema=OBJECT)
    wire, _ = write_request(asked("hi", model="gemini-2.5-flash", tools=(tool("f"),), tool_choice=choice, format=format, wire="x"))
    assert [each["name"] for each in wire["tools"][0]["functionDeclarations"]] == ["f", ANSWER]
    assert "generationConfig" not in wire
    calling = wire["toolConfig"]["functionCallingConfig"]
    assert (calling["mode"], calling.get("allowedFunctionNames")) == ("ANY", names)


def test_where_no_function_may_be_called_the_answer_is_just_json() -> None:
    request = asked(
        "hi", model="gemini-2.5-flash", tools=(tool("f"),), tool_choice=ToolChoice("none"), format=Format("json_object"), wire="x"
    )
    assert write_request(request)[0].keys() == {"contents", "generationConfig"}


def test_an_answer_that_is_no_object_is_wrapped_and_newer_models_need_none_of_it() -> None:
    format = Format("json_schema", "n", schema={"type": "array", "items": {"type": "string"}})
    request = asked("hi", model="gemini-2.5-flash", tools=(tool("f"),), format=format, wire="x")
    assert write_request(request)[0]["tools"][0]["functionDeclarations"][1]["name"] == ANSWER_VALUE
    newer = write_request(replace(request, model="gemini-3-pro-preview"))[0]
    assert newer["generationConfig"]["responseJsonSchema"] == format.schema
    assert len(newer["tools"][0]["functionDeclarations"]) == 1
