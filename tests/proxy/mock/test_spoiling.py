"""What faults make of healthy moves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from proxy.mock.faults import FAULTS, decode_fault
from proxy.mock.moves import Beat, Cut, Head, Move, Send, Stall, Wait
from proxy.mock.script import Habits, script
from proxy.mock.spoiling import first_part
from proxy.mock.wires import Spoken, spoken_at
from tests.asking import question
from tests.mocked import frames, text_of, wanting
from translators import TRANSLATORS
from translators.canonical import PartDelta

OPENAI = TRANSLATORS["openai_chat"]
TEXT = "one two three four five six"


def spoilt(fault: str, *, stream: bool) -> list[Move]:
    """The moves of an echo with this fault."""
    return list(script(wanting(TEXT, stream=stream), Spoken(OPENAI), lambda: 0.0, Habits(faults=(decode_fault(fault),))))


def body(moves: Sequence[Move]) -> bytes:
    """All that is sent."""
    return b"".join(move.data for move in moves if isinstance(move, Send))


def said(moves: Sequence[Move]) -> str:
    """The text in a stream's frames."""
    return text_of(frames([body(moves)]))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_changes_the_reply(name: str, stream: bool) -> None:
    """But for the one that says it does not; and two are about streams alone."""
    harmless = name == "none" or (not stream and name in ("no-done", "no-finish"))
    assert (spoilt(name, stream=stream) == spoilt("none", stream=stream)) is harmless


@pytest.mark.parametrize("code", [400, 401, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_a_status_comes_with_an_error_in_the_wires_words(code: int) -> None:
    """Streamed or not."""
    head, send = spoilt(f"status-{code}", stream=True)
    assert isinstance(head, Head)
    assert isinstance(send, Send)
    assert head.status == code
    assert json.loads(send.data)["error"]["message"]
    assert ("retry-after" in dict(head.headers)) == (code == 429)


def test_a_status_says_when_to_come_again() -> None:
    """If it is told to."""
    head, _ = spoilt("status-503=7", stream=False)
    assert isinstance(head, Head)
    assert dict(head.headers)["retry-after"] == "7"


@pytest.mark.parametrize("fault", ["error-in-200", "empty-body", "html", "truncated-json", "empty-choices"])
def test_a_body_of_another_kind_still_has_its_length(fault: str) -> None:
    """HTTP is well; only what it carries is not."""
    head, send = spoilt(fault, stream=False)
    assert isinstance(head, Head)
    assert isinstance(send, Send)
    assert head.status == 200
    assert dict(head.headers)["content-length"] == str(len(send.data))


def test_what_those_bodies_carry() -> None:
    """An error, nothing, a page, half a reply, no answer."""
    assert "error" in json.loads(body(spoilt("error-in-200", stream=False)))
    assert body(spoilt("empty-body", stream=False)) == b""
    assert b"<html" in body(spoilt("html", stream=False)) or b"<!doctype" in body(spoilt("html", stream=False))
    assert json.loads(body(spoilt("empty-choices", stream=False)))["choices"] == []
    with pytest.raises(json.JSONDecodeError):
        json.loads(body(spoilt("truncated-json", stream=False)))


@pytest.mark.parametrize(("fault", "last"), [("cut", Cut()), ("reset", Cut(reset=True)), ("stall", Stall())])
@pytest.mark.parametrize("stream", [False, True])
def test_half_an_answer_is_half_an_answer(fault: str, last: Move, stream: bool) -> None:
    """Something has been said, and not everything."""
    moves = spoilt(fault, stream=stream)
    assert moves[-1] == last
    if stream:
        assert 0 < len(said(moves)) < len(TEXT)
        assert TEXT.startswith(said(moves))
    else:
        assert 0 < len(body(moves)) < len(body(spoilt("none", stream=False)))


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_after_so_many_tokens(stream: bool) -> None:
    """At least one of a stream; never the whole of a body."""
    if stream:
        assert said(spoilt("cut=2", stream=True)) == TEXT[:8]
        assert said(spoilt("cut=0", stream=True)) == TEXT[:4]
        assert said(spoilt("cut=999", stream=True)) == TEXT
    else:
        assert len(body(spoilt("cut=2", stream=False))) == 8
        assert len(body(spoilt("cut=99999", stream=False))) == len(body(spoilt("none", stream=False))) - 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_stall_of_a_while_goes_on(stream: bool) -> None:
    """Nothing is lost, nothing said twice."""
    moves = spoilt("stall=2", stream=stream)
    assert moves.count(Wait(2.0)) == 1
    assert body(moves) == body(spoilt("none", stream=stream))


def test_heartbeats_never_end_and_never_say_anything() -> None:
    """Comments in a stream, blank lines before a body."""
    assert spoilt("heartbeats=2", stream=True)[-1] == Beat(b": keep-alive\n\n", 2.0)
    head, beat = spoilt("heartbeats", stream=False)
    assert beat == Beat(b"\n", 1.0)
    assert isinstance(head, Head)
    assert "content-length" not in dict(head.headers)


def test_before_the_head() -> None:
    """Nothing for a while, nothing ever, nothing at all."""
    assert spoilt("slow-first-byte=3", stream=True)[0] == Wait(3.0)
    assert spoilt("no-first-byte", stream=True)[0] == Stall()
    assert spoilt("close", stream=True) == [Cut()]


def events(fault: str) -> list[Any]:
    """The frames of a stream with this fault."""
    return frames([body(spoilt(fault, stream=True))])


def test_errors_inside_a_stream() -> None:
    """First, or after half of the answer; and no end mark after them."""
    assert [list(event) for event in events("error-first")] == [["error"]]
    mid = events("error-mid-stream")
    assert "error" in mid[-1]
    assert 0 < len(text_of(mid)) < len(TEXT)


def test_a_malformed_event_is_the_only_one() -> None:
    """The rest of the stream is as it was."""
    blocks = body(spoilt("malformed-event", stream=True)).split(b"\n\n")
    bad = [block for block in blocks if block and not _decodes(block)]
    assert len(bad) == 1
    assert blocks[-2] == b"data: [DONE]"


def test_a_truncated_stream_ends_inside_a_frame() -> None:
    """After half of the answer."""
    sent = body(spoilt("truncated-json", stream=True))
    assert not sent.endswith(b"\n\n")
    assert not _decodes(sent.split(b"\n\n")[-1])


def test_streams_that_end_early() -> None:
    """Without the end mark; without the reason as well; without an answer."""
    assert body(spoilt("no-done", stream=True)).count(b"[DONE]") == 0
    assert [c["finish_reason"] for e in events("no-done") for c in e["choices"] if c["finish_reason"]] == ["stop"]
    assert [c["finish_reason"] for e in events("no-finish") for c in e["choices"] if c.get("finish_reason")] == []
    assert text_of(events("no-finish")) == TEXT
    assert text_of(events("empty-choices")) == ""
    assert [c for e in events("empty-choices")[:-1] for c in e["choices"] if c["finish_reason"]] == []
    assert events("empty-choices")[-1] == "data: [DONE]"


def test_the_first_part_of_a_stream_without_text() -> None:
    """Its greeting."""
    moves = list(script(wanting("", stream=True), Spoken(OPENAI), lambda: 0.0))
    assert [type(move) for move in first_part(moves)] == [Head, Send]


def _decodes(block: bytes) -> bool:
    if block == b"data: [DONE]":
        return True
    try:
        json.loads(block.removeprefix(b"data: "))
    except json.JSONDecodeError:
        return False
    return True


OTHERS = ("anthropic", "openai_responses", "gemini")


def on(wire: str, fault: str, *, stream: bool) -> list[Move]:
    """The moves of an echo with this fault, on another wire."""
    path, sent = question(wire, TEXT, stream=stream)
    spoken = spoken_at(path.partition("?")[0])
    assert spoken is not None
    return list(script(sent, spoken, lambda: 0.0, Habits(faults=(decode_fault(fault),))))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("wire", OTHERS)
def test_every_fault_changes_the_reply_of_every_wire(wire: str, name: str, stream: bool) -> None:
    """But for an end mark the wire does not have."""
    harmless = name == "none" or (not stream and name == "no-finish") or (name == "no-done" and not (stream and wire == "anthropic"))
    assert (on(wire, name, stream=stream) == on(wire, "none", stream=stream)) is harmless


@pytest.mark.parametrize(("wire", "end"), [("anthropic", b"message_stop"), ("openai_responses", b"response.completed")])
def test_a_wires_own_end_is_what_is_missing(wire: str, end: bytes) -> None:
    """And the reason with it, if that is the fault."""
    assert end in body(on(wire, "none", stream=True))
    assert end not in body(on(wire, "no-finish", stream=True))
    endless = body(on("anthropic", "no-done", stream=True))
    assert (b"end_turn" in endless, b"message_stop" in endless) == (True, False)
    assert b"finishReason" not in body(on("gemini", "no-finish", stream=True))


@pytest.mark.parametrize("wire", OTHERS)
def test_a_malformed_event_is_malformed_on_every_wire(wire: str) -> None:
    """In what it says, not in what it is called."""
    bad = [line for line in body(on(wire, "malformed-event", stream=True)).splitlines() if line.startswith(b"data:") and not _decodes(line)]
    assert len(bad) == 1


@pytest.mark.parametrize("wire", OTHERS)
def test_an_answer_without_an_answer_says_nothing(wire: str) -> None:
    """Whole or streamed."""
    for stream in (False, True):
        assert b"three" not in body(on(wire, "empty-choices", stream=stream))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("wire", OTHERS)
def test_nor_that_it_has_ended(wire: str, stream: bool) -> None:
    """An end without a word is an answer, if a short one."""
    sent = body(on(wire, "empty-choices", stream=stream))
    frames = [json.loads(line[5:]) for line in sent.splitlines() if line.startswith(b"data:")] if stream else [json.loads(sent)]
    translator = TRANSLATORS[wire]
    look = translator.glance_frame if stream else translator.glance_response
    sights = [look(json.dumps(frame).encode()) for frame in frames]
    assert [sight.reason for sight in sights if sight.reason or sight.content] == []
    assert stream or sights[0].problem is not None


@pytest.mark.parametrize("model", ["echo", "reason"])
@pytest.mark.parametrize("wire", ["openai_chat", *OTHERS])
def test_a_cut_comes_after_as_many_tokens_on_every_wire(wire: str, model: str) -> None:
    """However many frames a wire makes of one."""
    path, sent = question(wire, TEXT, model=model, stream=True)
    spoken = spoken_at(path.partition("?")[0])
    assert spoken is not None
    for fault, count in (("cut=3", 3), ("cut=1", 1)):
        moves = list(script(sent, spoken, lambda: 0.0, Habits(faults=(decode_fault(fault),))))
        told = {id(move.event): move.event for move in moves if isinstance(move, Send) and isinstance(move.event, PartDelta)}
        assert len(told) == count
        assert all(event.text.encode() in body(moves) for event in told.values())


def test_a_sign_of_life_may_be_an_event() -> None:
    """Anthropic's."""
    beat = on("anthropic", "heartbeats", stream=True)[-1]
    assert isinstance(beat, Beat)
    assert beat.data.startswith(b"event: ping\n")
    assert on("gemini", "heartbeats", stream=True)[-1] == Beat(b": keep-alive\n\n", 1.0)
