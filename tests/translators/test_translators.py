"""Laws that every translator keeps. A new one is tested the moment its file is there."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.answers import replies, requests
from translators import TRANSLATORS
from translators.canonical import ChatRequest, ChatResponse, Event, Kind, Problem
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.translator import Envelope, Translator

EACH = pytest.mark.parametrize("translator", TRANSLATORS.values(), ids=TRANSLATORS)
ASKED = Envelope(model="m", stream=True, wants_usage=True)


def encoded(wire: Any) -> bytes:
    """As it goes over a socket."""
    return json.dumps(wire, separators=(",", ":")).encode()


def streamed(translator: Translator, reply: ChatResponse) -> ChatResponse:
    """A reply that was written as a stream and read again."""
    writer, reader = translator.stream_writer(ASKED), translator.stream_reader()
    stream = b"".join(data for event in unfold(reply) for data in writer.feed(event))
    events: list[Event] = []
    for frame in Decoder().feed(stream):
        sight = translator.glance_frame(frame.data or b"")
        assert sight.problem is None
        if sight.done:
            reader.done()
        else:
            events += reader.feed(json.loads(frame.data or b""))
    return fold([*events, *reader.finish()])


def meaning(reply: ChatResponse) -> ChatResponse:
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


@EACH
@given(replies)
@settings(max_examples=30)
def test_a_reply_survives_the_wire(translator: Translator, reply: ChatResponse) -> None:
    """Whole."""
    assert meaning(translator.read_response(json.loads(encoded(translator.write_response(reply))))) == meaning(reply)


@EACH
@given(replies)
@settings(max_examples=30)
def test_a_reply_survives_the_stream(translator: Translator, reply: ChatResponse) -> None:
    """In pieces."""
    assert meaning(streamed(translator, reply)) == meaning(reply)


@pytest.mark.parametrize("a", TRANSLATORS.values(), ids=TRANSLATORS)
@pytest.mark.parametrize("b", TRANSLATORS.values(), ids=TRANSLATORS)
@given(replies)
@settings(max_examples=10)
def test_any_wire_to_any_wire(a: Translator, b: Translator, reply: ChatResponse) -> None:
    """Through two of them, and it means the same."""
    there = a.read_response(json.loads(encoded(a.write_response(reply))))
    assert meaning(b.read_response(json.loads(encoded(b.write_response(there))))) == meaning(reply)


@EACH
@given(requests)
@settings(max_examples=30)
def test_a_question_is_let_in_and_passed_on(translator: Translator, request: ChatRequest) -> None:
    """What we write, we let in; what is let in can be passed on, and is again let in."""
    body = encoded(translator.write_request(request)[0])
    envelope = translator.peek_request(body)
    assert (envelope.model, envelope.stream, envelope.max_tokens) == (request.model, request.stream, request.max_tokens)
    assert translator.peek_request(translator.forward_request(body, envelope, "another")).model == "another"


@EACH
@given(requests)
@settings(max_examples=30)
def test_a_question_is_stable(translator: Translator, request: ChatRequest) -> None:
    """Written, read and written again, it is the same."""
    once = json.loads(encoded(translator.write_request(request)[0]))
    assert json.loads(encoded(translator.write_request(translator.read_request(once))[0])) == once


@EACH
@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_a_problem_can_be_said(translator: Translator, kind: Kind) -> None:
    """Before the first byte, and in the middle of a stream, where a reader sees it."""
    problem = Problem(kind, "what happened", retry_after=1.0)
    assert "what happened" in json.dumps(translator.write_problem(problem))
    (frame,) = Decoder().feed(translator.write_stream_problem(problem))
    sight = translator.glance_frame(frame.data or b"")
    assert sight.problem is not None
    assert not sight.done
    assert translator.read_problem(problem.status, {}, encoded(translator.write_problem(problem))).message
