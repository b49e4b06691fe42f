"""What leaves as a stream is legal, in order, and means the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.answers import replies
from translators.canonical import (
    ChatResponse,
    Choice,
    ChoiceEnd,
    Event,
    Finish,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Start,
    Text,
    ToolCall,
    Unknown,
    Usage,
)
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.openai_chat.stream import Reader
from translators.openai_chat.stream_writer import StreamWriter
from translators.translator import Envelope

ASKED = Envelope(model="m", stream=True, wants_usage=True)
NOT_ASKED = Envelope(model="m", stream=True)


def written(events: Any, envelope: Envelope = ASKED) -> bytes:
    """The stream of these events."""
    writer = StreamWriter(envelope)
    return b"".join(data for event in events for data in writer.feed(event))


def chunks(stream: bytes) -> list[dict[str, Any]]:
    """Its frames, without the end mark, which must be there."""
    *frames, done = Decoder().feed(stream)
    assert done.raw == b"data: [DONE]\n\n"
    return [json.loads(frame.data or b"") for frame in frames]


def read(stream: bytes) -> ChatResponse:
    """The reply it is."""
    reader = Reader()
    events = [event for wire in chunks(stream) for event in reader.feed(wire)]
    reader.done()
    return fold([*events, *reader.finish()])


def known(reply: ChatResponse) -> ChatResponse:
    """Without what only its own wire understands."""
    choices = tuple(replace(choice, extra={}) for choice in reply.choices)
    return replace(reply, choices=choices, extra={})


@given(replies)
def test_a_reply_survives_its_stream(reply: ChatResponse) -> None:
    """The law: read(write(unfold(r))) == r."""
    assert known(read(written(unfold(reply)))) == reply


@given(replies)
def test_every_chunk_is_legal(reply: ChatResponse) -> None:
    """Same name on each, the role first and once, known reasons only, usage only for who asked, alone and last."""
    for envelope in (ASKED, NOT_ASKED):
        found = chunks(written(unfold(reply), envelope))
        usage = [wire for wire in found if wire["choices"] == []]
        assert usage == ([found[-1]] if envelope.wants_usage and reply.usage != Usage() else [])
        assert {(wire["id"], wire["object"], wire["model"]) for wire in found} == {(reply.id, "chat.completion.chunk", reply.model)}
        for index in range(len(reply.choices)):
            own = [choice for wire in found for choice in wire["choices"] if choice["index"] == index]
            assert own[0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
            assert [choice["delta"].get("role") for choice in own[1:]] == [None] * (len(own) - 1)
            assert [choice["finish_reason"] for choice in own if choice["finish_reason"]] == [reply.choices[index].reason]
            assert own[-1]["finish_reason"]
        assert all(("usage" in wire) == envelope.wants_usage for wire in found)


@given(replies)
def test_another_wires_reply_has_no_extras(reply: ChatResponse) -> None:
    """They are of its wire alone."""
    other = replace(
        reply, wire="another", extra={"t": 1}, choices=tuple(replace(c, extra={"c": 1, "message": {"m": 1}}) for c in reply.choices)
    )
    stream = written(unfold(other))
    assert not {b'"t":', b'"c":', b'"m":'} & {part for part in (b'"t":', b'"c":', b'"m":') if part in stream}


def test_the_first_frame_is_written_at_the_start() -> None:
    """A greeting costs the caller no waiting."""
    writer = StreamWriter(NOT_ASKED)
    (frame,) = writer.feed(Start("r", "m", 7))
    assert json.loads(frame[6:]) == {
        "id": "r",
        "object": "chat.completion.chunk",
        "created": 7,
        "model": "m",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": "", "refusal": None}, "logprobs": None, "finish_reason": None}],
    }


def deltas(*events: Event) -> list[Any]:
    """What is said after the greeting, and before the end."""
    found = chunks(written([Start("r", "m", wire="openai_chat"), *events, Finish("stop", Usage())]))
    return [choice["delta"] for wire in found[1:-1] for choice in wire["choices"]]


def test_calls_keep_their_places() -> None:
    """The index counts calls, not parts, and names come before arguments."""
    a, b = ToolCall("1", "f", ""), ToolCall("2", "g", "", "custom")
    assert deltas(PartStart(0, Text("")), PartStart(3, a), PartStart(7, b), PartDelta(7, "x"), PartDelta(3, "{}"), PartEnd(3)) == [
        {"tool_calls": [{"index": 0, "id": "1", "type": "function", "function": {"name": "f", "arguments": ""}}]},
        {"tool_calls": [{"index": 1, "id": "2", "type": "custom", "custom": {"name": "g", "input": ""}}]},
        {"tool_calls": [{"index": 1, "custom": {"input": "x"}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]},
    ]


def test_a_providers_own_index_does_not_count() -> None:
    """It was of another stream."""
    call = ToolCall("2", "g", "", extra={"index": 0})
    first, second = deltas(PartStart(0, ToolCall("1", "f", "", extra={"index": 0})), PartStart(1, call))
    assert (first["tool_calls"][0]["index"], second["tool_calls"][0]["index"]) == (0, 1)


def test_a_signed_thought_of_another_wire_survives() -> None:
    """Where most clients look, and where its signature can be carried back from."""
    said = deltas(PartStart(0, Reasoning("")), PartDelta(0, "hm"), PartNote(0, {"signature": "s"}))
    assert said == [{"reasoning_content": "hm"}, {"reasoning_details": [{"type": "reasoning.text", "signature": "s"}]}]
    known = deltas(PartStart(0, Reasoning("", "s")), PartDelta(0, "h"), PartDelta(0, "m"), PartEnd(0))
    assert [delta["reasoning_content"] for delta in known] == ["h", "m"]
    assert known[0]["reasoning_details"] == [{"type": "reasoning.text", "text": "h", "signature": "s"}]
    assert deltas(PartStart(0, Reasoning("", "s")), PartEnd(0)) == [{"reasoning_details": [{"type": "reasoning.text", "signature": "s"}]}]
    sealed = deltas(PartStart(0, Reasoning("", redacted="zz")))
    assert sealed == [{"reasoning_details": [{"type": "reasoning.encrypted", "data": "zz"}]}]


def test_an_answer_without_an_end_ends_as_the_reply_does() -> None:
    """No stream of ours is without a finish_reason."""
    found = chunks(written([Start("r", "m"), PartStart(0, Text("")), PartDelta(0, "a"), Finish("length", Usage())]))
    assert found[-1]["choices"][0]["finish_reason"] == "length"


def test_unknown_usage_is_not_made_up() -> None:
    """Zeros would be a lie."""
    assert all(wire["choices"] for wire in chunks(written([Start("r", "m"), ChoiceEnd("stop"), Finish("stop", Usage())])))


@pytest.mark.parametrize("envelope", [ASKED, NOT_ASKED])
def test_extras_of_its_own_wire_go_along(envelope: Envelope) -> None:
    """The small ones on every chunk, the rest beside the last words."""
    extra = {"system_fingerprint": "fp", "citations": ["u"]}
    choice = Choice(parts=(Text("a"),), reason="stop", extra={"seed": 5, "message": {"m": 1}})
    reply = ChatResponse(id="r", model="m", choices=(choice,), usage=Usage(input=1), wire="openai_chat", extra=extra)
    found = chunks(written(unfold(reply), envelope))
    assert all(wire["system_fingerprint"] == "fp" for wire in found)
    assert [wire for wire in found if "citations" in wire] == [found[-1]]
    last = next(choice for wire in found for choice in wire["choices"] if choice["finish_reason"])
    assert (last["seed"], last["delta"]) == (5, {"m": 1})


def test_half_a_character_goes_out_as_it_came() -> None:
    """Some servers cut their text in the middle of one; the other half comes next."""
    halves = written([Start("r", "m"), PartStart(0, Text("")), PartDelta(0, "\ud83d"), PartDelta(0, "\ude00"), Finish("stop", Usage())])
    assert b'"\\ud83d"' in halves
    assert b'"\\ude00"' in halves
    assert json.loads('"\\ud83d\\ude00"') == "😀"


def test_a_foreign_word_stands_beside_a_legal_one() -> None:
    """The native word is kept."""
    found = chunks(written([Start("r", "m"), ChoiceEnd("stop", 0, "pause_turn"), Finish("stop", Usage())]))
    assert (found[-1]["choices"][0]["finish_reason"], found[-1]["choices"][0]["native_finish_reason"]) == ("stop", "pause_turn")


ELSEWHERE: list[Event] = [
    Start("r", "m", wire="elsewhere"),
    PartStart(0, Reasoning("", place="thinking", extra={"x": 1})),
    PartDelta(0, "h"),
    PartDelta(0, "m"),
    PartNote(0, {"signature": "sig", "signer": "anthropic"}),
    PartEnd(0),
    PartStart(1, Reasoning("", redacted="sealed", signer="anthropic")),
    PartEnd(1),
    PartStart(2, Reasoning("")),
    PartDelta(2, "open"),
    PartStart(3, Text("", extra={"x": 1}, signature="s")),
    PartDelta(3, "a"),
    PartStart(4, Unknown("novel", {"type": "novel"})),
    PartDelta(4, "?"),
    PartEnd(4),
    PartEnd(3),
    PartEnd(2),
    ChoiceEnd("stop", extra={"x": 1}),
    Finish("stop", Usage(), {"x": 1}),
]


def test_a_thought_signed_at_its_end_is_said_whole_beside_its_signature() -> None:
    """A client that keeps the details sends back just what was signed; one that keeps only the words has them as they came."""
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(written(ELSEWHERE, NOT_ASKED))]
    assert [delta["reasoning_content"] for delta in deltas if "reasoning_content" in delta] == ["h", "m", "open"]
    assert [detail for delta in deltas for detail in delta.get("reasoning_details", ())] == [
        {"type": "reasoning.text", "index": 0, "text": "hm", "signature": "sig", "format": "anthropic-claude-v1"},
        {"type": "reasoning.encrypted", "index": 1, "data": "sealed", "format": "anthropic-claude-v1"},
    ]


def test_another_wires_parts_leave_without_its_spelling() -> None:
    """And what nobody understands does not leave at all."""
    stream = written(ELSEWHERE, NOT_ASKED)
    assert b'"x"' not in stream
    assert b"novel" not in stream
    assert b"?" not in stream


def test_a_thought_signed_at_its_end_is_read_once() -> None:
    """By a gateway behind a gateway."""
    parts = read(written(ELSEWHERE, NOT_ASKED)).choices[0].parts
    assert [(part.text, part.signature, part.redacted, part.signer) for part in parts if isinstance(part, Reasoning)] == [
        ("hm", "sig", None, "anthropic"),
        ("", None, "sealed", "anthropic"),
        ("open", None, None, None),
    ]


def test_a_thought_that_stays_open_is_signed_all_the_same() -> None:
    """Where no part is ever closed."""
    signed = [b'"signature":"sig"', b'"text":"hm"', b'"data":"sealed"']
    stream = written([event for event in ELSEWHERE if not isinstance(event, PartEnd)], NOT_ASKED)
    assert all(words in stream for words in signed)
