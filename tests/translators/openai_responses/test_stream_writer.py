"""A streamed reply written: whatever events come, the official client understands what goes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openai import omit
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

from tests.answers import replies
from tests.official import wrong_frame
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    ChoiceEnd,
    Data,
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
    Usage,
)
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.openai_responses.response import read_response, write_response
from translators.openai_responses.stream import Reader
from translators.openai_responses.stream_writer import StreamWriter
from translators.translator import Envelope

OWN = "openai_responses"
ASKED = Envelope(model="m", stream=True)
BEGIN = Start("chatcmpl-1", "m", 7, "openai_chat")
END = Finish("stop", Usage(input=1, output=2))
EVENTS: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
NOTE = {"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 0, "end_index": 1}}


def written(*events: Event) -> list[dict[str, Any]]:
    """The events that go out, each of which OpenAI's types know."""
    writer = StreamWriter(ASKED)
    frames = Decoder().feed(b"".join(data for event in events for data in writer.feed(event)))
    wires = [json.loads(frame.data or b"") for frame in frames]
    assert [frame.event.decode() for frame in frames] == [wire["type"] for wire in wires]
    assert [wrong_frame("openai_responses", wire) for wire in wires] == [[]] * len(wires)
    return wires


def names(wires: list[dict[str, Any]]) -> list[str]:
    """Of the events."""
    return [wire["type"].removeprefix("response.") for wire in wires]


def legal(wires: list[dict[str, Any]]) -> dict[str, Any]:
    """Numbered, opened before they grow, closed once, in the end all there. The whole reply."""
    assert [wire["sequence_number"] for wire in wires] == list(range(len(wires)))
    assert names(wires)[:2] == ["created", "in_progress"]
    state: ResponseStreamState[Any] = ResponseStreamState(input_tools=omit, text_format=omit)
    added: list[int] = []
    done: dict[int, Any] = {}
    for wire in wires:
        if wire["type"] == "response.output_item.added":
            added.append(wire["output_index"])
        elif "output_index" in wire:
            assert wire["output_index"] in added
            assert wire["output_index"] not in done
        if wire["type"] == "response.output_item.done":
            done[wire["output_index"]] = wire["item"]
        state.handle_event(EVENTS.validate_python(wire))
    assert added == sorted(done) == list(range(len(done)))
    last = wires[-1]
    assert last["type"] in ("response.completed", "response.incomplete")
    assert last["response"]["output"] == [done[index] for index in sorted(done)]
    whole: dict[str, Any] = last["response"]
    return whole


def streamed(*parts: Part, end: ChoiceEnd | None = None) -> list[dict[str, Any]]:
    """A reply of these parts, each in one piece."""
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="stop" if end is None else end.reason),), wire="x")
    return written(*unfold(reply))


def test_a_text_is_told_as_openai_tells_it() -> None:
    """Event by event."""
    wires = written(BEGIN, PartStart(0, Text("")), PartDelta(0, "he"), PartDelta(0, "y"), PartEnd(0), ChoiceEnd("stop"), END)
    assert names(wires) == [
        "created", "in_progress", "output_item.added", "content_part.added", "output_text.delta", "output_text.delta", "output_text.done",
        "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    whole = legal(wires)
    assert (whole["id"], whole["created_at"], whole["usage"]["input_tokens"]) == ("resp_chatcmpl-1", 7, 1)
    assert read_response(whole).choices[0].parts == (Text("hey"),)


def test_a_thought_is_sealed_when_it_ends() -> None:
    """With the signature of whoever signed it, also when there is nothing to read."""
    events: list[Event] = [
        BEGIN,
        PartStart(0, Reasoning("", signer="anthropic")),
        PartDelta(0, "hm"),
        PartNote(0, {"signature": "s"}),
        PartEnd(0),
    ]
    whole = legal(written(*events, PartStart(1, Reasoning("", redacted="r", signer="anthropic")), PartEnd(1), END))
    assert read_response(whole).choices[0].parts == (
        Reasoning("hm", "s", signer="anthropic"),
        Reasoning("", redacted="r", signer="anthropic"),
    )


def test_a_signature_that_comes_late_is_told_by_itself() -> None:
    """Something else has begun since."""
    events: list[Event] = [
        PartStart(0, Reasoning("", signer="anthropic")),
        PartDelta(0, "hm"),
        PartStart(1, Text("")),
        PartDelta(1, "a"),
        PartNote(0, {"signature": "s"}),
    ]
    whole = legal(written(BEGIN, *events, END))
    assert [item.get("encrypted_content") for item in whole["output"]] == [None, None, "mb1.anthropic.s.s"]


def test_calls_may_be_open_side_by_side() -> None:
    """Chat's pieces may be interleaved; a text is done before a call begins."""
    events: list[Event] = [
        PartStart(0, Text("")), PartDelta(0, "a"), PartStart(1, ToolCall("c", "f", "")), PartStart(2, ToolCall("d", "g", "")),
        PartDelta(2, "[]"), PartDelta(1, "{}"), PartEnd(0), PartEnd(1), PartEnd(2), ChoiceEnd("tool_calls"),
    ]  # fmt: skip
    wires = written(BEGIN, *events, END)
    assert names(wires).index("output_item.done") < names(wires).index("function_call_arguments.delta")
    assert read_response(legal(wires)).choices[0].parts == (Text("a"), ToolCall("c", "f", "{}"), ToolCall("d", "g", "[]"))


def test_texts_that_follow_one_another_are_one_message() -> None:
    """Their citations count from its beginning."""
    whole = legal(streamed(Text("ab", (NOTE,)), Text("cd", (NOTE,))))
    (item,) = whole["output"]
    assert item["content"][0]["text"] == "abcd"
    assert [note["start_index"] for note in item["content"][0]["annotations"]] == [0, 2]


def test_more_of_a_text_that_was_closed_is_another_message() -> None:
    """Nothing is lost, and nothing reopened."""
    events: list[Event] = [PartStart(0, Text("")), PartDelta(0, "a"), PartStart(1, ToolCall("c", "f", "{}")), PartDelta(0, "b")]
    whole = legal(written(BEGIN, *events, END))
    assert [item["type"] for item in whole["output"]] == ["message", "function_call", "message"]


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (Refusal("no"),),
        (ToolCall("c", "f", "x", "custom"),),
        (ToolCall("c", "f", "{}", signature="s"),),
        (Text("a", signature="s"), Text("b", signature="t")),
        (Reasoning("hm"), Text("a", signature="s"), ToolCall("c", "f", "{}"), Text("", signature="t")),
        (Image(Data("image/png", "QQ==")), Text("a")),
        (Reasoning("hm", "s", id="rs_1", signer=OWN), Text("a"), ToolCall("c", "f", "{}"), ToolCall("d", "f", "{}")),
    ],
)
def test_a_stream_is_its_whole_reply(parts: tuple[Part, ...]) -> None:
    """Item by item, name by name."""
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="stop"),), usage=Usage(input=1), created=7, wire="x")
    assert legal(written(*unfold(reply))) == write_response(reply)


def test_a_signature_of_words_is_not_told() -> None:
    """The message is the last item, also where the signature comes when all is said."""
    late: list[Event] = [PartStart(0, Text("")), PartDelta(0, "a"), PartNote(0, {"signature": "s"}), PartEnd(0)]
    whole = legal(written(BEGIN, *late, END))
    assert [item["type"] for item in whole["output"]] == ["message"]
    assert whole["output"] == legal(written(BEGIN, PartStart(0, Text("")), PartDelta(0, "a"), END))["output"]


def test_the_reason_is_a_status() -> None:
    """What was being said when it was cut is not whole."""
    whole = legal(streamed(Text("a"), end=ChoiceEnd("length")))
    assert (whole["status"], whole["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert whole["output"][0]["status"] == "incomplete"


def test_of_a_sound_its_words_are_told() -> None:
    """As they come; of several answers, the first."""
    events: list[Event] = [
        PartStart(0, Audio(None, "he")),
        PartDelta(0, "QQ=="),
        PartNote(0, {"transcript": "y"}),
        PartStart(0, Text(""), 1),
        PartDelta(0, "b", 1),
    ]
    assert read_response(legal(written(BEGIN, *events, END))).choices[0].parts == (Text("hey"),)


def test_log_probabilities_ride_on_their_words() -> None:
    """And stand in the whole text."""
    tokens = [{"token": "a", "logprob": -1.0, "bytes": [97], "top_logprobs": []}]
    wires = written(BEGIN, PartStart(0, Text("")), PartDelta(0, "a", 0, {"content": tokens}), END)
    assert next(wire["logprobs"] for wire in wires if wire["type"].endswith("output_text.delta")) == tokens
    assert read_response(legal(wires)).choices[0].logprobs == {"content": tokens, "refusal": None}


def test_what_only_its_own_wire_knows_stays_there() -> None:
    """The provider's own tools, and the echo of the question."""
    native = Unknown(
        "web_search_call", {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "q"}}
    )
    own = written(Start("a-b", "m", 7, OWN), PartStart(0, native), PartEnd(0), Finish("stop", Usage(), {"service_tier": "default"}))
    assert (legal(own)["id"], legal(own)["output"], legal(own)["service_tier"]) == ("a-b", [native.value], "default")
    assert legal(written(BEGIN, PartStart(0, native), PartEnd(0), Finish("stop", Usage(), {"x": 1})))["output"] == []


@given(replies)
@settings(deadline=None)
def test_any_reply_survives(reply: ChatResponse) -> None:
    """As the whole reply of another wire would."""
    wires = written(*unfold(reply))
    reader = Reader()
    again = fold([*[event for wire in wires for event in reader.feed(wire)], *reader.finish()])
    assert again.choices[0].parts == read_response(legal(wires)).choices[0].parts
    assert again.choices[0].parts == read_response(write_response(reply)).choices[0].parts


PARTS: st.SearchStrategy[Part] = st.sampled_from(
    [
        Unknown("x", {}),
        Text(""), Text("a", (NOTE,)), Text("b", signature="s"), Refusal(""), Reasoning(""), Reasoning("r", "s", signer="gemini"),
        ToolCall("c", "f", ""), ToolCall("", "", "{}", "legacy"), ToolCall("d", "g", "", "custom"),
        Image(Data("", "QQ==")), Audio(None),
    ]
)  # fmt: skip
NOTES = st.sampled_from(
    [{"annotations": (NOTE,)}, {"signature": "s"}, {"name": "n"}, {"transcript": "t"}, {"redacted": "r", "signer": "anthropic"}]
)
PLACES = st.integers(0, 3)
ANY: st.SearchStrategy[Event] = st.one_of(
    st.builds(PartStart, PLACES, PARTS),
    st.builds(PartDelta, PLACES, st.sampled_from(["", "a", "é"])),
    st.builds(PartNote, PLACES, NOTES),
    st.builds(PartEnd, PLACES),
    st.just(ChoiceEnd("length")),
    st.just(BEGIN),
)


@given(st.lists(ANY, max_size=12))
@settings(deadline=None)
def test_no_order_of_events_makes_an_illegal_stream(events: list[Event]) -> None:
    """Parts that never began, that end twice, that overlap."""
    legal(written(*map(named, range(len(events)), events), END, *events))


def named(number: int, event: Event) -> Event:
    """Every call under an id of its own."""
    match event:
        case PartStart(_, ToolCall(id=id) as call) if id:
            return replace(event, part=replace(call, id=f"{id}{number}"))
        case _:
            return event
