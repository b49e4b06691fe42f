"""What someone who only meters a reply must see of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.recordings import ABSENT, recordings
from translators.anthropic.glance import glance_frame, glance_response
from translators.anthropic.stream import Reader
from translators.canonical import Kind, Usage
from translators.canonical.fold import fold
from translators.canonical.usage import joined
from translators.framing.sse import Decoder
from translators.translator import Sight


def seen(frame: Any) -> Sight:
    """One frame."""
    return glance_frame(json.dumps(frame).encode())


def delta(**fields: Any) -> dict[str, Any]:
    """More of a block."""
    return {"type": "content_block_delta", "index": 0, "delta": fields}


FRAMES: list[tuple[Any, Sight]] = [
    ({"type": "ping"}, Sight(heartbeat=True)),
    ({"type": "message_start", "message": {}}, Sight()),
    ({"type": "message_start", "message": {"usage": {"input_tokens": 3, "output_tokens": 1}}}, Sight(usage=Usage(input=3, output=1))),
    ({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}, Sight()),
    ({"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}}, Sight()),
    ({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "1"}}, Sight(content=True)),
    ({"type": "content_block_start", "index": 0, "content_block": {"type": "redacted_thinking"}}, Sight(content=True)),
    (delta(type="text_delta", text=""), Sight()),
    (delta(type="text_delta", text="x"), Sight(content=True)),
    (delta(type="thinking_delta", thinking="x"), Sight(content=True)),
    (delta(type="input_json_delta", partial_json="{"), Sight(content=True)),
    (delta(type="input_json_delta", partial_json=""), Sight()),
    (delta(type="signature_delta", signature="x"), Sight(content=True)),
    ({"type": "content_block_stop", "index": 0}, Sight()),
    (
        {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 7}},
        Sight(reason="length", ended=1, usage=Usage(output=7), usage_goes_on=True),
    ),
    (
        {"type": "message_delta", "delta": {"stop_reason": None}, "usage": {"output_tokens": 7.0}},
        Sight(usage=Usage(output=7), usage_goes_on=True),
    ),
    ({"type": "message_delta", "delta": {"stop_reason": 3, "x": 1}}, Sight(reason="stop", ended=1)),
    ({"type": "message_stop"}, Sight(done=True)),
    ({"type": "message_stop", "delta": 3}, Sight(done=True)),
    ({"type": "of next year"}, Sight()),
]


@pytest.mark.parametrize(("frame", "sight"), FRAMES, ids=range(len(FRAMES)))
def test_a_frame_shows_what_it_is(frame: Any, sight: Sight) -> None:
    """By the quick look, or the tolerant one."""
    assert seen(frame) == sight


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', Kind.PROVIDER_OVERLOADED),
        (b'{"error":{"type":"rate_limit_error","message":"x"}}', Kind.PROVIDER_RATE_LIMITED),
        (b"", Kind.PROVIDER_BAD_REPLY),
        (b"<html>", Kind.PROVIDER_BAD_REPLY),
        (b'{"type":"text_del', Kind.PROVIDER_BAD_REPLY),
        (b"[1]", Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_what_is_wrong_is_the_sights_problem(frame: bytes, kind: Kind) -> None:
    """Nothing is raised."""
    for look in (glance_frame, glance_response):
        problem = look(frame).problem
        assert problem is not None
        assert problem.kind is kind


def test_a_whole_reply_shows_its_end_and_its_usage() -> None:
    """Without a word for its end, its calls say it."""
    usage = {"input_tokens": 1, "output_tokens": 2}
    reply = {"type": "message", "content": [], "stop_reason": "end_turn", "usage": usage}
    whole = Sight(content=True, reason="stop", ended=1, usage=Usage(input=1, output=2))
    assert glance_response(json.dumps(reply).encode()) == whole
    called = {**reply, "stop_reason": None, "content": [{"type": "tool_use"}]}
    assert glance_response(json.dumps(called).encode()).reason == "tool_calls"
    assert glance_response(b'{"type":"message"}').problem is not None
    nothing = glance_response(json.dumps({**reply, "stop_reason": None}).encode()).problem
    assert nothing is not None
    assert nothing.kind is Kind.PROVIDER_BAD_REPLY


def test_metering_a_recorded_stream_is_reading_it() -> None:
    """The start and the end of it joined, the usage is the same."""
    found = [each for each in recordings("anthropic.messages") if each.framing == "sse"]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        decoder, reader, used, events = Decoder(), Reader(), None, list[Any]()
        for frame in (*decoder.feed(recording.body), *decoder.end()):
            sight = glance_frame(frame.data or b"")
            assert sight.problem is None
            if sight.usage is not None:
                used = joined(used, sight.usage) if sight.usage_goes_on and used is not None else sight.usage
            events += reader.feed(json.loads(frame.data or b""))
        assert fold([*events, *reader.finish()]).usage == used, recording.id
