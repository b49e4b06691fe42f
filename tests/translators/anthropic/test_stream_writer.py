"""Streams written: no order of events makes an illegal one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.answers import replies
from tests.legal.anthropic import wrong
from tests.official import wrong_frame
from tests.recordings import ABSENT, recordings
from translators.anthropic.response import read_response, write_response
from translators.anthropic.stream import Reader
from translators.anthropic.stream_writer import StreamWriter
from translators.canonical import (
    Audio,
    ChatResponse,
    ChoiceEnd,
    Event,
    Finish,
    Image,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
    Unknown,
    Url,
    Usage,
)
from translators.canonical.fold import fold, unfold
from translators.framing import json_text
from translators.framing.sse import Decoder
from translators.translator import Envelope

ASKED = Envelope(model="m", stream=True)
BEGUN, DONE = Start("chatcmpl-1", "m", wire="openai_chat"), Finish("stop", Usage(input=3, output=2))


def written(*events: Event) -> bytes:
    """The stream of these events."""
    writer = StreamWriter(ASKED)
    return b"".join(data for event in events for data in writer.feed(event))


def again(stream: bytes) -> ChatResponse:
    """It, read."""
    reader = Reader()
    events = [event for frame in Decoder().feed(stream) for event in reader.feed(json.loads(frame.data or b""))]
    return fold([*events, *reader.finish()])


def heard(*events: Event) -> tuple[Part, ...]:
    """What a caller hears of these events; the stream is legal."""
    stream = written(BEGUN, *events, DONE)
    assert not wrong(stream)
    return again(stream).choices[0].parts


def test_a_stream_begins_and_ends_as_it_must() -> None:
    """With its usage at the end."""
    frames = [json.loads(frame.data or b"") for frame in Decoder().feed(written(BEGUN, PartDelta(0, "hi"), DONE))]
    assert [frame["type"] for frame in frames] == [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    assert frames[0]["message"]["id"] == "msg_chatcmpl-1"
    assert (frames[0]["message"]["content"], frames[0]["message"]["stop_reason"]) == ([], None)
    assert frames[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    assert frames[-2]["usage"]["output_tokens"] == 2


def test_an_empty_reply_is_legal_too() -> None:
    """Also one that never began."""
    assert heard() == ()
    assert not wrong(written(DONE))
    assert written(BEGUN, DONE, PartDelta(0, "late"), DONE) == written(BEGUN, DONE)


def test_words_go_on_after_a_call_in_another_block() -> None:
    """A chat answer is flat: its parts stay open to its end."""
    call = ToolCall("c", "f", "")
    events = (
        PartStart(0, Reasoning("")), PartDelta(0, "Hm"), PartStart(1, Text("")), PartDelta(1, "a"), PartStart(2, call),
        PartDelta(2, '{"x":'), PartDelta(2, "1}"), PartDelta(1, "b"), PartEnd(0), PartEnd(1), PartEnd(2),
    )  # fmt: skip
    assert heard(*events) == (Reasoning("Hm"), Text("a"), ToolCall("c", "f", '{"x":1}'), Text("b"))


def test_a_block_is_not_held_back_for_one_that_is_done() -> None:
    """Words are told as they come."""
    writer = StreamWriter(ASKED)
    for event in (BEGUN, PartStart(0, Reasoning("")), PartDelta(0, "Hm"), PartStart(1, Text(""))):
        list(writer.feed(event))
    assert b'"text":"hi"' in b"".join(writer.feed(PartDelta(1, "hi")))


def test_parallel_calls_that_overlap_are_told_one_after_another() -> None:
    """Their arguments cannot be split."""
    one, two = ToolCall("1", "f", ""), ToolCall("2", "g", "")
    assert heard(
        PartStart(0, one), PartStart(1, two), PartDelta(0, '{"a'), PartDelta(1, "{"), PartDelta(0, '":1}'), PartDelta(1, "}"),
    ) == (ToolCall("1", "f", '{"a":1}'), ToolCall("2", "g", "{}"))  # fmt: skip


def test_a_call_waits_for_its_name() -> None:
    """Some servers tell it late."""
    nameless = ToolCall("1", "", "")
    assert heard(PartStart(0, nameless), PartDelta(0, "{}"), PartNote(0, {"name": "f"})) == (ToolCall("1", "f", "{}"),)


def test_a_signature_is_told_last() -> None:
    """Or in a block of its own, when the thought's is closed; never in the middle of another."""
    note = PartNote(0, {"signature": "S==", "signer": "openai_responses"})
    assert heard(PartStart(0, Reasoning("")), PartDelta(0, "Hm"), note, PartEnd(0), PartDelta(1, "a")) == (
        Reasoning("Hm", "S==", signer="openai_responses"),
        Text("a"),
    )
    late = heard(PartStart(0, Reasoning("", signer="openai_responses")), PartDelta(0, "Hm"), PartDelta(1, "a"), note)
    assert late == (Reasoning("Hm"), Text("a"), Reasoning("", "S==", signer="openai_responses"))


def test_sealed_thoughts_are_told_whole() -> None:
    """With their summary where they have one."""
    sealed = Reasoning("", redacted="D==", signer="openai_responses")
    assert heard(PartStart(0, sealed), PartEnd(0)) == (sealed,)
    assert heard(PartStart(0, Reasoning("")), PartDelta(0, "In short"), PartNote(0, {"redacted": "D==", "signer": "gemini"})) == (
        Reasoning("In short", redacted="D==", signer="gemini"),
    )


def test_gemini_signatures_of_calls_come_back() -> None:
    """Before what they sign. Those of words are not told: the words are the last block, whenever the signature comes."""
    call = ToolCall("1", "f", "", signature="A==")
    events = (
        PartStart(0, Text("")),
        PartDelta(0, "a"),
        PartNote(0, {"signature": "T=="}),
        PartEnd(0),
        PartStart(1, call),
        PartDelta(1, "{}"),
    )
    assert heard(*events) == (Text("a"), ToolCall("1", "f", "{}", signature="A=="))
    late = (PartStart(0, Text("")), PartDelta(0, "a"), PartEnd(0), PartNote(0, {"signature": "T=="}))
    assert b"thinking" not in written(BEGUN, *late, PartStart(1, Text("", signature="T==")), PartEnd(1), DONE)


def test_free_text_is_told_as_an_object() -> None:
    """However it is cut."""
    call = ToolCall("1", "f", "", "custom")
    assert heard(PartStart(0, call), PartDelta(0, 'a "b'), PartDelta(0, "\n"), PartEnd(0)) == (ToolCall("1", "f", '{"input":"a \\"b\\n"}'),)


def test_what_has_no_block_is_told_in_words() -> None:
    """When it is whole."""
    sound = (PartStart(0, Audio(None)), PartDelta(0, "QUJD"), PartNote(0, {"transcript": "he"}))
    assert heard(*sound, PartDelta(1, "x"), PartNote(0, {"transcript": "llo"})) == (Text("x"), Text("hello"))
    assert heard(PartStart(0, Image(Url("https://a.example/i.png"))), PartEnd(0)) == (Text("![](https://a.example/i.png)"),)
    assert heard(PartStart(0, Unknown("x", {"type": "x"})), PartEnd(0)) == ()
    stream = written(BEGUN, PartStart(0, Refusal("")), PartDelta(0, "No."), PartEnd(0), DONE)
    assert b'"stop_reason":"refusal"' in stream


def test_of_several_answers_the_first_is_told() -> None:
    """This wire has one."""
    assert heard(PartStart(0, Text(""), 1), PartDelta(0, "b", 1), PartStart(0, Text("")), PartDelta(0, "a"), ChoiceEnd("length", 1)) == (
        Text("a"),
    )


def test_citations_are_told_while_the_block_is_open() -> None:
    """As finds of a search."""
    note = {"type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 1}}
    (part,) = heard(PartStart(0, Text("")), PartDelta(0, "abc"), PartNote(0, {"annotations": (note,)}), PartEnd(0))
    assert isinstance(part, Text)
    assert part.annotations[0]["url_citation"]["url"] == "https://a.example"


kinds = st.sampled_from(
    [
        Text(""), Reasoning(""), Refusal(""), Audio(None), Image(Url("https://a.example")), Unknown("x", {}),
        ToolCall("1", "f", ""), ToolCall("2", "", ""), ToolCall("3", "g", "", "custom"), ToolCall("4", "h", "", signature="A"),
        Reasoning("", redacted="D==", signer="anthropic"),
    ]
)  # fmt: skip
places = st.integers(0, 3)
odd_events = st.one_of(
    st.builds(PartStart, places, kinds, st.integers(0, 1)),
    st.builds(PartDelta, places, st.sampled_from(["", "a", "{}", '{"a":', "1}"]), st.integers(0, 1)),
    st.builds(PartEnd, places),
    st.builds(PartNote, places, st.just({})),
    st.builds(ChoiceEnd, st.sampled_from(["stop", "length"])),
)


@given(st.lists(odd_events, max_size=14))
@settings(max_examples=400, deadline=None)
def test_no_order_of_events_makes_an_illegal_stream(events: list[Event]) -> None:
    """But for arguments a model left unfinished: they have gone out already."""
    assert not [what for what in wrong(written(BEGUN, *events, DONE)) if not what.startswith("an input that is no object")]


@given(replies)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_stream_and_whole_reply_say_the_same(reply: ChatResponse) -> None:
    """Of any reply of any wire."""
    stream = b"".join(data for writer in [StreamWriter(ASKED)] for event in unfold(reply) for data in writer.feed(event))
    whole = read_response(json.loads(json_text.encode(write_response(reply))))
    told = again(stream)
    assert plain(told) == plain(whole)


def plain(reply: ChatResponse) -> Any:
    """What is said, with arguments as what they say."""
    choice = reply.choices[0]
    parts = [(part.name, json.loads(part.arguments), part.signature) if isinstance(part, ToolCall) else part for part in choice.parts]
    return parts, choice.reason, reply.usage


def test_a_recorded_stream_survives_being_written() -> None:
    """In frames the official client knows."""
    found = [each for each in recordings("anthropic.messages") if each.framing == "sse"]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        reader, writer = Reader(), StreamWriter(ASKED)
        events = [event for frame in Decoder().feed(recording.body) for event in reader.feed(json.loads(frame.data or b""))]
        events += reader.finish()
        stream = b"".join(data for event in events for data in writer.feed(event))
        assert again(stream) == fold(events), recording.id
        for frame in Decoder().feed(stream):
            found_wrong = wrong_frame("anthropic", json.loads(frame.data or b""))
            assert not [what for what in found_wrong if "web_fetch_requests" not in what], recording.id  # which older ones lack
