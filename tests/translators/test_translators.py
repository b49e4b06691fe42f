"""Laws that every translator keeps. A new one is tested the moment its file is there."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.answers import replies, requests
from tests.legal.errors import wrong_error
from tests.meanings import Shuffled, meaning, plain_questions, plain_replies, question, shuffled
from tests.official import wrong_question, wrong_reply
from tests.roads import ASKED, LEGAL, READINGS, as_stream, as_whole, events_in, whole_in
from translators import TRANSLATORS
from translators.canonical import ChatRequest, ChatResponse, Event, Kind, Problem
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.translator import Sight, Translator

SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # on a busy machine
EACH = pytest.mark.parametrize("translator", TRANSLATORS.values(), ids=TRANSLATORS)
CHATS = {name: translator for name, translator in TRANSLATORS.items() if translator.wire == "openai_chat"}
CHAT = pytest.mark.parametrize("translator", CHATS.values(), ids=CHATS)
WIRES = {name: TRANSLATORS[name] for name in READINGS}
WIRE = pytest.mark.parametrize("translator", WIRES.values(), ids=WIRES)


def encoded(wire: Any) -> bytes:
    """As it goes over a socket."""
    return json.dumps(wire, separators=(",", ":")).encode()


def there(translator: Translator, reply: ChatResponse) -> ChatResponse:
    """A reply that was written and read again."""
    return whole_in(translator, as_whole(translator, reply))


def streamed(translator: Translator, reply: ChatResponse) -> ChatResponse:
    """A reply that was written as a stream and read again."""
    return fold(events_in(translator, as_stream(translator, unfold(reply))))


def bare(reply: ChatResponse) -> ChatResponse:
    """Without what only its own wire understands."""
    return replace(reply, choices=tuple(replace(choice, extra={}) for choice in reply.choices), extra={}, wire="")


def test_every_file_with_a_translator_is_found() -> None:
    """To add a wire is to add a file."""
    folder = Path(__file__).resolve().parents[2] / "translators"
    written = {path.stem for path in folder.glob("*.py") if "\nTRANSLATOR = " in path.read_text()}
    written |= {path.parent.name for path in folder.glob("*/__init__.py") if "\nTRANSLATOR = " in path.read_text()}
    assert written == TRANSLATORS.keys()


@EACH
def test_a_translator_is_whole(translator: Translator) -> None:
    """Nothing of it is left to be done."""
    may_be_empty = {"headers", "passed_headers", "stream_end", "counting"}
    assert all(getattr(translator, field.name) for field in fields(Translator) if field.name not in may_be_empty)


# Everything the OpenAI chat wire can say survives on it, and on all that speak it.


@CHAT
@given(replies)
@settings(SLOWLY, max_examples=12)
def test_a_reply_survives_the_wire(translator: Translator, reply: ChatResponse) -> None:
    """Whole, and in pieces."""
    assert bare(there(translator, reply)) == bare(reply)
    assert bare(streamed(translator, reply)) == bare(reply)


@CHAT
@given(requests)
@settings(SLOWLY, max_examples=12)
def test_a_question_is_let_in_and_passed_on(translator: Translator, request: ChatRequest) -> None:
    """What we write, we let in; what is let in can be passed on, and is again let in."""
    body = encoded(translator.write_request(request)[0])
    envelope = translator.peek_request(body)
    assert (envelope.model, envelope.stream, envelope.max_tokens) == (request.model, request.stream, request.max_tokens)
    assert translator.peek_request(translator.forward_request(body, envelope, "another")).model == "another"


# What every wire can say survives on each, and on the way from one to another.


@EACH
@given(plain_replies)
@settings(SLOWLY, max_examples=12)
def test_what_is_said_survives_any_wire(translator: Translator, reply: ChatResponse) -> None:
    """Whole, and in pieces; and its SDK understands it."""
    assert meaning(there(translator, reply)) == meaning(reply)
    assert meaning(streamed(translator, reply)) == meaning(reply)
    assert wrong_reply(translator.wire, json.loads(as_whole(translator, reply))) == []


@pytest.mark.parametrize("a", WIRES.values(), ids=WIRES)
@pytest.mark.parametrize("b", WIRES.values(), ids=WIRES)
@given(plain_replies)
@settings(SLOWLY, max_examples=6)
def test_any_wire_to_any_wire(a: Translator, b: Translator, reply: ChatResponse) -> None:
    """Through two of them, and it means the same, whichever way it went."""
    assert meaning(there(b, there(a, reply))) == meaning(reply)
    assert meaning(fold(events_in(b, as_stream(b, events_in(a, as_stream(a, unfold(reply))))))) == meaning(reply)


@EACH
@given(plain_replies)
@settings(SLOWLY, max_examples=12)
def test_a_stream_and_the_whole_fold_to_the_same(translator: Translator, reply: ChatResponse) -> None:
    """What a wire's own stream says is what its whole reply says; and unfolding it loses nothing."""
    whole, pieces = there(translator, reply), streamed(translator, reply)
    assert fold(unfold(whole)) == whole
    assert meaning(whole) == meaning(pieces)
    assert [type(part) for part in whole.choices[0].parts] == [type(part) for part in pieces.choices[0].parts]


@EACH
@given(plain_replies)
@settings(SLOWLY, max_examples=12)
def test_a_frame_that_only_says_more_hides_nothing(translator: Translator, reply: ChatResponse) -> None:
    """What is read the short way means the same as when it is fed, and who only meters sees nothing else in it."""
    short, long = translator.stream_reader(), translator.stream_reader()
    for frame in Decoder().feed(as_stream(translator, unfold(reply))):
        if frame.data is None or not frame.data.startswith(b"{"):
            continue
        wire = json.loads(frame.data)
        more = short.more(wire)
        if more is None:
            assert list(short.feed(wire)) == list(long.feed(wire))
        else:
            assert [more] == list(long.feed(wire))
            assert translator.glance_frame(frame.data) == Sight(content=True)


@EACH
@given(plain_replies, st.lists(st.integers(1, 40), min_size=1, max_size=30))
@settings(SLOWLY, max_examples=12)
def test_a_stream_means_the_same_however_it_is_cut(translator: Translator, reply: ChatResponse, sizes: list[int]) -> None:
    """Any split of its bytes."""
    body, whole, cut = as_stream(translator, unfold(reply)), Decoder(), Decoder()
    frames, pieces, place = whole.feed(body), list[Any](), 0
    while place < len(body):
        size = sizes[place % len(sizes)]
        pieces += cut.feed(body[place : place + size])
        place += size
    assert pieces == frames


@WIRE
@given(shuffled())
@settings(SLOWLY, max_examples=25)
def test_a_stream_in_any_order_is_written_in_a_legal_one(translator: Translator, stream: Shuffled) -> None:
    """Parts that overlap, are empty, are never closed; and nothing of them is lost."""
    body = as_stream(translator, stream.events)
    assert LEGAL[translator.wire](body) == []
    heard = READINGS[translator.wire].read(body)
    assert sorted(heard.said) == sorted("".join(stream.texts))
    assert sorted((call.name, repr(call.arguments)) for call in heard.calls) == sorted((name, repr(given)) for name, given in stream.calls)


@WIRE
@given(shuffled(), st.lists(st.integers(1, 5), min_size=1, max_size=5))
@settings(SLOWLY, max_examples=8)
def test_batches_are_only_how_events_arrive(translator: Translator, stream: Shuffled, sizes: list[int]) -> None:
    """A writer keeps its place between them."""
    writer, events, place = translator.stream_writer(ASKED), stream.events, 0
    written = b""
    while place < len(events):
        batch: list[Event] = events[place : place + sizes[place % len(sizes)]]
        written += b"".join([frame for event in batch for frame in writer.feed(event)])
        place += len(batch)
    assert written == as_stream(translator, events)


@EACH
@given(plain_questions())
@settings(SLOWLY, max_examples=12)
def test_what_is_asked_survives_any_wire(translator: Translator, request: ChatRequest) -> None:
    """Instructions, turns, calls and results, tools: nothing is dropped, and it means the same."""
    wire, dropped = translator.write_request(request)
    read = translator.read_request({"model": request.model, **json.loads(encoded(wire))})
    asked, offered, most, temperature = question(request)
    again = question(read)
    assert [list(map(tuple, again[0])), again[1]] == [list(map(tuple, asked)), offered]
    assert again[2] == (most or again[2])
    assert again[3] == temperature or "temperature" in dropped
    assert set(dropped) <= {"temperature"}


@WIRE
@given(requests, st.sampled_from(["gpt-4o", "gpt-5", "claude-sonnet-4-5", "claude-opus-4-7", "gemini-2.5-pro", "gemini-3-pro-preview"]))
@settings(SLOWLY, max_examples=12)
def test_a_question_is_stable(translator: Translator, request: ChatRequest, model: str) -> None:
    """Written, read and written again on its own wire, it is the same; and a wire lets in what it writes."""
    once = json.loads(encoded(translator.write_request(replace(request, model=model))[0]))
    assert json.loads(encoded(translator.write_request(translator.read_request({"model": model, **once}))[0])) == once
    assert translator.peek_request(encoded({"model": model, **once})).model in (model, "")
    if translator.wire != "openai_chat":  # on which it was made up, with all that servers of that wire take
        assert wrong_question(translator.wire, once) == []


@EACH
@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_a_problem_can_be_said(translator: Translator, kind: Kind) -> None:
    """Before the first byte, and in the middle of a stream, where a reader sees it; in words of the wire."""
    problem = Problem(kind, "what happened", retry_after=1.0)
    wire = json.loads(encoded(translator.write_problem(problem)))
    assert "what happened" in json.dumps(wire)
    assert wrong_error(translator.wire, wire, problem.status) == []
    (frame,) = Decoder().feed(translator.write_stream_problem(problem))
    sight = translator.glance_frame(frame.data or b"")
    assert sight.problem is not None
    assert not sight.done
    assert translator.read_problem(problem.status, {}, encoded(wire)).message
