"""Streams written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.genai.types import GenerateContentResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.legal.gemini import wrong
from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    ChoiceEnd,
    Data,
    Event,
    Finish,
    Image,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
    Usage,
)
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.gemini.response import read_response, write_response
from translators.gemini.stream import Reader
from translators.gemini.stream_writer import StreamWriter
from translators.translator import Envelope

ENVELOPE = Envelope(model="", stream=True, wants_usage=True)
USED = Usage(input=1, output=2)


def written(*events: Event) -> bytes:
    writer = StreamWriter(ENVELOPE)
    return b"".join(data for event in events for data in writer.feed(event))


def frames(stream: bytes) -> list[dict[str, Any]]:
    return [json.loads(each.data) for each in Decoder().feed(stream) if each.data]


def read(stream: bytes) -> ChatResponse:
    reader = Reader()
    return fold([event for each in frames(stream) for event in reader.feed(each)] + reader.finish())


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
signatures = st.none() | st.from_regex(r"[A-Za-z0-9+/]{8}", fullmatch=True)
notes = st.lists(
    st.builds(lambda url: {"type": "url_citation", "url_citation": {"url": url, "start_index": 0, "end_index": 1}}, names),
    max_size=2,
    unique_by=str,
)
calls = st.builds(
    ToolCall,
    names,
    names,
    st.dictionaries(names, st.integers(-(2**70), 2**70), max_size=2).map(lambda args: json.dumps(args, separators=(",", ":"))),
    signature=signatures,
)


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """What Gemini could have said."""
    parts: list[Any] = draw(st.lists(st.builds(Reasoning, words, signatures, signer=st.just("gemini")), max_size=1))
    parts += draw(st.lists(st.builds(Text, words, notes.map(tuple), signature=signatures), max_size=1))
    parts += draw(st.lists(st.builds(Image, st.builds(Data, st.just("image/png"), st.just("AAAA"))), max_size=1))
    parts += draw(st.lists(st.builds(Audio, st.builds(Data, st.just("audio/wav"), st.just("AAAA"))), max_size=1))
    parts += draw(st.lists(calls, max_size=2))
    called = any(isinstance(part, ToolCall) for part in parts)
    return Choice(parts=tuple(parts), reason=draw(st.sampled_from(["tool_calls" if called else "stop", "length", "content_filter"])))


counts = st.integers(0, 99)
usages = st.builds(
    Usage, input=counts, cache_read=counts, audio_in=counts, image_in=counts, tool_in=counts, output=st.integers(1, 99), reasoning=counts
)
replies = st.builds(
    ChatResponse,
    id=names,
    model=names,
    choices=st.lists(choices(), min_size=1, max_size=2).map(tuple),
    usage=usages,
    created=counts,
    wire=st.just("x"),
)


def meaning(reply: ChatResponse) -> ChatResponse:
    return replace(reply, wire="", extra={}, choices=tuple(replace(choice, extra={}, native_reason=None) for choice in reply.choices))


@given(replies)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_reply_survives_whole_and_in_pieces(reply: ChatResponse) -> None:
    whole = json.loads(json.dumps(write_response(reply)))
    stream = written(*unfold(reply))
    assert meaning(read_response(whole)) == meaning(reply)
    assert meaning(read(stream)) == meaning(reply)
    assert wrong(stream) == []


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
def test_a_recorded_stream_goes_back_with_all_it_said() -> None:
    for recording in recordings("gemini.streamGenerateContent"):
        if recording.status == 200:
            told = read(recording.body)
            reader, writer = Reader(), StreamWriter(ENVELOPE)
            events = [event for each in frames(recording.body) for event in reader.feed(each)] + reader.finish()
            again = read(b"".join(data for event in events for data in writer.feed(event)))
            assert again == told, recording.id


def test_words_go_out_as_they_come_and_the_end_once_with_the_usage() -> None:
    stream = written(
        Start("r", "m"), PartStart(0, Text("")), PartDelta(0, 'a"'), PartDelta(0, "é"), PartEnd(0), ChoiceEnd("stop"), Finish("stop", USED)
    )
    said = frames(stream)
    assert [each["candidates"][0]["content"]["parts"] for each in said] == [[{"text": 'a"'}], [{"text": "é"}], [{"text": ""}]]
    assert [each["candidates"][0].get("finishReason") for each in said] == [None, None, "STOP"]
    assert said[-1]["usageMetadata"]["totalTokenCount"] == 3
    assert {(each["responseId"], each["modelVersion"]) for each in said} == {("r", "m")}


def test_calls_that_overlap_go_out_whole() -> None:
    stream = written(
        Start("r", "m"),
        PartStart(0, ToolCall("1", "f", "")),
        PartStart(1, ToolCall("2", "g", "")),
        PartDelta(1, '{"b":'),
        PartDelta(0, '{"a"'),
        PartDelta(1, "2}"),
        PartDelta(0, ":1}"),
        PartNote(0, {"signature": "s"}),
        PartEnd(1),
        PartEnd(0),
        Finish("tool_calls", USED),
    )
    parts = [part for each in frames(stream) for part in each["candidates"][0]["content"]["parts"]]
    assert parts == [
        {"functionCall": {"id": "2", "name": "g", "args": {"b": 2}}},
        {"functionCall": {"id": "1", "name": "f", "args": {"a": 1}}, "thoughtSignature": "s"},
        {"text": ""},
    ]


def test_a_call_cut_short_is_an_object_all_the_same() -> None:
    stream = written(Start("r", "m"), PartStart(0, ToolCall("1", "f", "")), PartDelta(0, '{"a":'), Finish("length", USED))
    assert frames(stream)[0]["candidates"][0]["content"]["parts"][0]["functionCall"]["args"] == {"input": '{"a":'}


def test_a_foreign_signature_comes_sealed_after_its_thought() -> None:
    stream = written(
        Start("r", "m"),
        PartStart(0, Reasoning("", signer="anthropic")),
        PartDelta(0, "hm"),
        PartNote(0, {"signature": "SIG"}),
        PartEnd(0),
        PartStart(1, Reasoning("", redacted="R", id="rs_1", signer="openai_responses")),
        PartEnd(1),
        Finish("stop", USED),
    )
    for each in frames(stream):
        GenerateContentResponse.model_validate(each)
    parts = [part for choice in read(stream).choices for part in choice.parts]
    assert parts[1:] == [Reasoning("", "SIG", signer="anthropic"), Reasoning("", redacted="R", id="rs_1", signer="openai_responses")]


def test_an_empty_reply_is_a_reply() -> None:
    assert frames(written(Start("r", "m"), Finish("length", USED)))[0]["candidates"] == [
        {"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "MAX_TOKENS", "index": 0}
    ]


def test_a_blocked_question_is_told_as_it_came() -> None:
    stream = {"promptFeedback": {"blockReason": "SAFETY"}, "responseId": "r", "modelVersion": "m"}
    reader = Reader()
    assert frames(written(*reader.feed(stream), *reader.finish())) == [stream]


PARTS = st.sampled_from(
    [
        Text(""),
        Text("a", signature="c2ln"),
        Reasoning("", signer="x"),
        ToolCall("1", "f", ""),
        Refusal(""),
        Audio(None),
        Image(Data("image/png", "AA")),
    ]
)
PLACES = st.integers(0, 2)
TURMOIL: st.SearchStrategy[Event] = st.one_of(
    st.builds(PartStart, PLACES, PARTS, PLACES),
    st.builds(PartDelta, PLACES, st.sampled_from(["QUFB", "e30x"]), PLACES),
    st.builds(
        PartNote,
        PLACES,
        st.sampled_from([{"signature": "c2ln"}, {"annotations": ({"url_citation": {"url": "u"}},)}, {"transcript": "t"}]),
        PLACES,
    ),
    st.builds(PartEnd, PLACES, PLACES),
    st.builds(ChoiceEnd, st.sampled_from(["stop", "length", "tool_calls"]), PLACES),
)


@given(st.lists(TURMOIL, max_size=15))
@settings(max_examples=200)
def test_no_order_of_events_makes_an_illegal_stream(events: list[Event]) -> None:
    assert wrong(written(Start("r", "m"), *events, Finish("stop", USED))) == []
