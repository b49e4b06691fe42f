"""Code and readings were written apart, and agree on what every word for an end means, and on a call that comes in pieces."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from anthropic.types import StopReason
from anthropic.types.beta import BetaStopReason
from google.genai.types import FinishReason
from openai.types.chat.chat_completion import Choice
from openai.types.responses.response import IncompleteDetails

from tests.readings import anthropic, gemini
from tests.readings.reading import Called, Reading
from tests.roads import READINGS, events_in, whole_in
from translators import TRANSLATORS
from translators.canonical import ToolCall
from translators.canonical.fold import fold


def said(field: Any) -> tuple[str, ...]:
    """The words of a literal type, also of one that may be None."""
    return tuple(word for one in get_args(field) for word in (said(one) if get_args(one) else (one,)) if isinstance(word, str))


def ended(wire: str, word: str) -> dict[str, Any]:
    """A small reply that ended so."""
    match wire:
        case "openai_chat":
            answer = {"role": "assistant", "content": "a"}
            return {"id": "i", "model": "m", "choices": [{"index": 0, "message": answer, "finish_reason": word}]}
        case "anthropic":
            message = {"id": "i", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "a"}]}
            return {**message, "stop_reason": word, "usage": {"input_tokens": 1, "output_tokens": 1}}
        case "gemini":
            return {"candidates": [{"content": {"role": "model", "parts": [{"text": "a"}]}, "finishReason": word}]}
        case _:
            details = {"status": "incomplete", "incomplete_details": {"reason": word}}
            content = [{"type": "output_text", "text": "a", "annotations": []}]
            return {
                "id": "i",
                "object": "response",
                "model": "m",
                "output": [{"type": "message", "id": "o", "content": content}],
                **details,
            }


ENDS = [
    *(("openai_chat", word) for word in said(Choice.model_fields["finish_reason"].annotation)),
    *(("anthropic", word) for word in sorted({*get_args(StopReason), *get_args(BetaStopReason)})),
    *(("gemini", word.value) for word in FinishReason),
    *(("openai_responses", word) for word in said(IncompleteDetails.model_fields["reason"].annotation)),
]


@pytest.mark.parametrize(("wire", "word"), ENDS)
def test_every_word_the_sdks_know_is_read_alike(wire: str, word: str) -> None:
    """Nobody's word is a surprise to either."""
    body = json.dumps(ended(wire, word)).encode()
    reason = whole_in(TRANSLATORS[wire], body).choices[0].reason
    assert READINGS[wire].read(body).finish == reason


def test_every_wire_has_its_words_here() -> None:
    """The types of the SDKs move now and then: an empty list would prove nothing."""
    assert {wire for wire, _ in ENDS} == set(READINGS)
    assert set(anthropic.FINISHES) == {word for wire, word in ENDS if wire == "anthropic"}


def test_a_call_in_pieces_is_read_alike() -> None:
    """As Vertex AI streams it when it is asked to."""
    pieces = [
        {"functionCall": {"name": "book", "id": "c1", "willContinue": True}, "thoughtSignature": "U2ln"},
        _piece("$.city", stringValue="New", willContinue=True),
        _piece("$.city", stringValue=" York"),
        _piece("$.guests[0].name", stringValue="Ann"),
        _piece("$.guests[1].age", numberValue=7),
        _piece("$['late']", boolValue=False),
        _piece("$.note", nullValue="NULL_VALUE"),
        {"functionCall": {}},
        {"functionCall": {"name": "whole", "args": {"a": 1}}},
    ]
    answers: list[dict[str, Any]] = [{"index": 0, "content": {"role": "model", "parts": [piece]}} for piece in pieces]
    answers[-1]["finishReason"] = "STOP"
    frames = [{"candidates": [answer]} for answer in answers]
    body = b"".join(b"data: %b\r\n\r\n" % json.dumps(frame).encode() for frame in frames)
    heard = gemini.read(body)
    booked = {"city": "New York", "guests": [{"name": "Ann"}, {"age": 7}], "late": False, "note": None}
    assert heard == Reading(
        calls=[Called("book", booked, "c1"), Called("whole", {"a": 1}, None)], marks=["U2ln"], finish="tool_calls", usage=None
    )
    calls = [part for part in fold(events_in(TRANSLATORS["gemini"], body)).choices[0].parts if isinstance(part, ToolCall)]
    assert [(call.name, json.loads(call.arguments)) for call in calls] == [(call.name, call.arguments) for call in heard.calls]


def test_a_compaction_is_read_as_an_end() -> None:
    """Whole and streamed: its block says nothing to a caller of another wire."""
    block = {"type": "compaction", "content": None}
    start = ended("anthropic", "compaction") | {"content": [], "stop_reason": None}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "compaction_delta", "content": "In short", "encrypted_content": "E"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "compaction"}, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    body = b"".join(b"event: %b\ndata: %b\n\n" % (str(one["type"]).encode(), json.dumps(one).encode()) for one in events)
    heard = anthropic.read(body)
    assert (heard.finish, heard.text, heard.calls) == ("stop", "", [])
    assert fold(events_in(TRANSLATORS["anthropic"], body)).choices[0].reason == heard.finish


def _piece(path: str, **value: Any) -> dict[str, Any]:
    return {"functionCall": {"partialArgs": [{"jsonPath": path, **value}], "willContinue": True}}
