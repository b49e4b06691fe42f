"""What a meter sees."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Kind, Usage
from translators.framing.sse import Decoder
from translators.gemini.glance import glance_frame, glance_response
from translators.gemini.response import read_response
from translators.translator import Sight


def frame(*parts: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"candidates": [{"content": {"parts": list(parts), "role": "model"}, **more}]}).encode()


@pytest.mark.parametrize(
    ("data", "sight"),
    [
        (frame({"text": "a"}), Sight(content=True)),
        (frame({"text": ""}), Sight()),
        (frame({"text": "", "thoughtSignature": "s"}), Sight()),
        (frame({"functionCall": {"name": "f"}}), Sight(content=True)),
        (frame({"inlineData": {}}), Sight(content=True)),
        (b'{"candidates":[{"index":0}]}', Sight()),
        (frame({"text": "a"}, finishReason="STOP"), Sight(content=True, reason="stop", ended=1)),
        (frame({"functionCall": {"name": "f"}}, finishReason="STOP"), Sight(content=True, reason="tool_calls", ended=1)),
        (frame(finishReason=2), Sight(reason="length", ended=1)),
        (b'{"promptFeedback":{"blockReason":"SAFETY"}}', Sight(content=True, reason="content_filter", ended=1)),
        (b'{"usageMetadata":{"promptTokenCount":3}}', Sight(usage=Usage(input=3), usage_only=True)),
        (b'{"candidates":[{"content":{"parts":[{"text":5}]}}]}', Sight(content=True)),
        (
            b'{"candidates":[{"groundingMetadata":{"webSearchQueries":["a","b"]}}],"usageMetadata":{"promptTokenCount":3}}',
            Sight(usage=Usage(input=3, searches=2)),
        ),
    ],
)
def test_what_a_frame_shows_is_seen(data: bytes, sight: Sight) -> None:
    assert glance_frame(data) == sight


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.PROVIDER_BAD_REPLY),
        (b"<html>", Kind.PROVIDER_BAD_REPLY),
        (b'"text"', Kind.PROVIDER_BAD_REPLY),
        (b'{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}', Kind.PROVIDER_RATE_LIMITED),
        (b'[{"error":{"code":503,"message":"m"}}]', Kind.PROVIDER_OVERLOADED),
    ],
)
def test_what_is_wrong_is_the_sights_problem(data: bytes, kind: Kind) -> None:
    for sight in (glance_frame(data), glance_response(data)):
        assert sight.problem is not None
        assert sight.problem.kind is kind


def test_a_whole_reply_without_candidates_is_none() -> None:
    sight = glance_response(b'{"usageMetadata":{}}')
    assert sight.problem is not None
    assert sight.problem.kind is Kind.PROVIDER_BAD_REPLY


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
def test_the_meter_and_the_reader_agree_on_recorded_replies() -> None:
    for recording in recordings("gemini.generateContent"):
        if recording.status == 200:
            sight, reply = glance_response(recording.body), read_response(json.loads(recording.body))
            assert (sight.usage, sight.reason, sight.ended) == (reply.usage, reply.choices[0].reason, len(reply.choices)), recording.id


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
def test_every_recorded_frame_is_seen() -> None:
    for recording in recordings("gemini.streamGenerateContent"):
        sights = [glance_frame(each.data) for each in Decoder().feed(recording.body) if each.data]
        assert [sight.problem for sight in sights if sight.problem is not None] == []
        assert recording.status != 200 or sights[-1].ended == 1, recording.id


KEYS = (
    "candidates",
    "content",
    "parts",
    "text",
    "functionCall",
    "finishReason",
    "usageMetadata",
    "promptTokenCount",
    "promptFeedback",
    "blockReason",
    "error",
    "code",
    "message",
    "groundingMetadata",
    "index",
)
LEAVES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-1, 600) | st.floats() | st.sampled_from(["", "x", "STOP"])
ODD = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_leaves=15
)


@given(st.dictionaries(st.sampled_from(KEYS), ODD, max_size=3) | st.builds(lambda inner: {"candidates": [inner]}, ODD))
@settings(max_examples=200)
def test_nothing_makes_the_glance_fail(wire: Any) -> None:
    data = json.dumps(wire).encode()
    assert isinstance(glance_frame(data), Sight)
    assert isinstance(glance_response(data), Sight)
