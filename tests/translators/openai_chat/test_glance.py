"""What someone who only meters a reply sees of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import odd_replies, replies
from translators.canonical import ChatResponse, Kind, Usage
from translators.canonical.fold import unfold
from translators.framing.sse import Decoder
from translators.openai_chat.glance import CONTENT, GREETING, glance_frame, glance_response
from translators.openai_chat.response import write_response
from translators.openai_chat.stream_writer import StreamWriter
from translators.translator import Envelope, Sight

USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
READ = Usage(input=3, output=2)


def frame(delta: Any = None, **more: Any) -> bytes:
    """One chunk of one answer."""
    choice = {"index": 0, "delta": {} if delta is None else delta, "logprobs": None, "finish_reason": None}
    inside = {name: more.pop(name) for name in ("finish_reason", "text", "content_filter_results", "error") if name in more}
    return json.dumps({"id": "c", "object": "chat.completion.chunk", "choices": [choice | inside], **more}).encode()


@pytest.mark.parametrize(
    "delta",
    [
        {"content": "hi"},
        {"content": " ", "role": "assistant"},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "x"}]}]},
        {"tool_calls": [{"index": 0}]},
        {"function_call": {"name": "f"}},
        {"refusal": "no"},
        {"reasoning": "x"},
        {"reasoning_content": "x", "content": None},
        {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]},
        {"reasoning_text": "x"},
        {"audio": {"id": "a"}},
        {"images": [{"type": "image_url"}]},
        {"annotations": [{"type": "url_citation"}]},
    ],
)
def test_content_is_seen(delta: Any) -> None:
    """Any part of the answer, in whichever field."""
    assert glance_frame(frame(delta)) == CONTENT


@pytest.mark.parametrize(
    "data",
    [
        frame({}),
        frame({"role": "assistant"}),
        frame({"role": "assistant", "content": ""}),
        frame({"role": "assistant", "content": None, "refusal": None, "tool_calls": None}),
        frame({"content": "", "reasoning": "", "tool_calls": []}),
        frame({"name": "bot", "channel": "analysis"}),
        frame({"content": ""}, usage=None, error=None),
        b'{"choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}',
        b'{"choices":[{"index":0,"content_filter_results":{},"finish_reason":null}]}',
        b'{"choices":null}',
        b"{}",
    ],
)
def test_a_greeting_is_no_content(data: bytes) -> None:
    """The headers are still held: another target can be tried."""
    assert glance_frame(data) == GREETING


def test_an_ordinary_frame_costs_no_new_object() -> None:
    """It is the same sight every time."""
    assert glance_frame(frame({"content": "a"})) is glance_frame(frame({"content": "b"}))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (frame({}, finish_reason="stop"), Sight(reason="stop", ended=1)),
        (frame({"content": "x"}, finish_reason="eos"), Sight(content=True, reason="stop", ended=1)),
        (frame({}, finish_reason="tool_use", usage=USAGE), Sight(reason="tool_calls", ended=1, usage=READ)),
        (frame({"content": "x"}, usage=USAGE), Sight(content=True, usage=READ)),
        (frame({}, finish_reason="stop", x_groq={"id": "r", "usage": USAGE}), Sight(reason="stop", ended=1, usage=READ)),
        (frame({}, x_groq={"id": "r"}), Sight()),
        (json.dumps({"choices": [], "usage": USAGE}).encode(), Sight(usage=READ, usage_only=True)),
        (json.dumps({"choices": [], "usage": {**USAGE, "prompt_tokens": 3.0}}).encode(), Sight(usage=READ, usage_only=True)),
        (json.dumps({"usage": USAGE}).encode(), Sight(usage=READ, usage_only=True)),
        (b"[DONE]", Sight(done=True)),
        (b" [DONE] ", Sight(done=True)),
        (
            b'{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"length"},{"index":1,"delta":{},"finish_reason":"stop"}]}',
            Sight(content=True, reason="length", ended=2),
        ),
        (b'{"choices":[{"index":0,"text":"a","finish_reason":null}]}', CONTENT),
        (b'{"choices":[{"index":0,"delta":{"content":"\\ud83d"},"finish_reason":null}]}', CONTENT),
        (b'{"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"x":-Infinity}}]}', CONTENT),
        (b'{"choices":[{"index":0,"delta":{"content":{"a":1}}}]}', CONTENT),
    ],
)
def test_ends_usage_and_oddities(data: bytes, expected: Sight) -> None:
    """Wherever they stand; half a character and a NaN are the provider's way, not an error."""
    assert glance_frame(data) == expected


PROBLEMS = [
    (b"", Kind.PROVIDER_BAD_REPLY),
    (b"  ", Kind.PROVIDER_BAD_REPLY),
    (b"<!doctype html><html><body>Bad gateway</body></html>", Kind.PROVIDER_BAD_REPLY),
    (b'{"choices":[{"index":0,"delta":{"content":"x', Kind.PROVIDER_BAD_REPLY),
    (b'{"choices":[{"index":0,"message":{"role":"assistant","content":"x', Kind.PROVIDER_BAD_REPLY),
    (b"[]", Kind.PROVIDER_BAD_REPLY),
    (b"3", Kind.PROVIDER_BAD_REPLY),
    (b'"words"', Kind.PROVIDER_BAD_REPLY),
    (b"[" * 5000, Kind.PROVIDER_BAD_REPLY),
    (b'{"error":{"message":"m","code":429}}', Kind.PROVIDER_RATE_LIMITED),
    (b'{"error":{"message":"m","code":"502"}}', Kind.PROVIDER_FAILED),
    (b'{"error":{"message":"m","type":"server_error","code":null}}', Kind.PROVIDER_FAILED),
    (b'{"error":{"message":"m","type":"overloaded_error"}}', Kind.PROVIDER_OVERLOADED),
    (b'{"error":{"message":"m","type":"invalid_request_error","status_code":400}}', Kind.PROVIDER_REJECTED),
    (b'{"error":"out of memory"}', Kind.PROVIDER_FAILED),
    (b'{"detail":"Not authenticated","status":401}', Kind.PROVIDER_KEY_REFUSED),
    (b'{"message":"slow down","code":429}', Kind.PROVIDER_RATE_LIMITED),
    (b'{"object":"error","message":"too long","code":40303}', Kind.PROVIDER_FAILED),
    (b'[{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}]', Kind.PROVIDER_OVERLOADED),
    (b'{"choices":[{"index":0,"delta":{},"message":{},"finish_reason":"error"}]}', Kind.PROVIDER_FAILED),
    (b'{"choices":[{"index":0,"delta":{},"message":{},"error":{"code":502,"message":"m"}}]}', Kind.PROVIDER_FAILED),
    (b'{"error":{"code":504,"message":"m"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}', Kind.PROVIDER_TIMED_OUT),
]


@pytest.mark.parametrize(("data", "kind"), PROBLEMS, ids=[str(data[:50]) for data, _ in PROBLEMS])
@pytest.mark.parametrize("glance", [glance_frame, glance_response])
def test_what_is_no_reply_is_a_problem(glance: Any, data: bytes, kind: Kind) -> None:
    """In a frame as in a whole reply, although the status said that all is well."""
    sight = glance(data)
    assert sight.problem is not None
    assert (sight.problem.kind, sight.content, sight.reason) == (kind, False, None)


def test_groq_fails_in_a_place_of_its_own() -> None:
    """Beside choices that say nothing of it."""
    problem = glance_frame(b'{"x_groq":{"error":"over capacity"},"choices":[{"delta":{},"finish_reason":"stop"}]}').problem
    assert problem is not None
    assert problem.message == "the provider reported an error: over capacity"


def whole(**more: Any) -> bytes:
    """One whole reply of one answer."""
    choice = {"index": 0, "message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}
    inside = {name: more.pop(name) for name in ("finish_reason", "message", "error") if name in more}
    return json.dumps({"id": "c", "choices": [choice | inside], **more}).encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (whole(usage=USAGE), Sight(content=True, reason="stop", ended=1, usage=READ)),
        (whole(usage=None, error=None), Sight(content=True, reason="stop", ended=1)),
        (whole(message={"role": "assistant", "content": ""}), Sight(content=True, reason="stop", ended=1)),
        (whole(finish_reason=""), Sight(content=True, reason="stop", ended=1)),
        (whole(finish_reason=None, message={"tool_calls": [{}]}), Sight(content=True, reason="tool_calls", ended=1)),
        (whole(finish_reason="content_filter", message=None), Sight(content=True, reason="content_filter", ended=1)),
        (whole(usage={**USAGE, "total_tokens": 5.0}), Sight(content=True, reason="stop", ended=1, usage=READ)),
        (b"\n \n" + whole(x_groq={"id": "r"}), Sight(content=True, reason="stop", ended=1)),
    ],
)
def test_whole_replies(body: bytes, expected: Sight) -> None:
    """An empty answer is an answer."""
    assert glance_response(body) == expected


@pytest.mark.parametrize("body", [b"{}", b'{"choices":[]}', b'{"choices":null}', b'{"choices":[{}]}', b'{"choices":[3]}', b'{"id":"x"}'])
def test_a_whole_reply_without_an_answer_is_none(body: bytes) -> None:
    """It may work elsewhere."""
    problem = glance_response(body).problem
    assert problem is not None
    assert problem.kind is Kind.PROVIDER_BAD_REPLY


@given(replies)
def test_a_whole_reply_shows_its_usage_and_its_end(reply: ChatResponse) -> None:
    """The same as reading it all would."""
    sight = glance_response(json.dumps(write_response(reply)).encode())
    assert (sight.problem, sight.reason, sight.ended) == (None, reply.choices[0].reason, len(reply.choices))
    assert (sight.usage or Usage()) == reply.usage


@given(replies)
def test_a_stream_shows_the_same_as_the_whole(reply: ChatResponse) -> None:
    """DESIGN: stream and whole reply give the same usage."""
    writer = StreamWriter(Envelope(model="m", stream=True, wants_usage=True))
    stream = b"".join(data for event in unfold(reply) for data in writer.feed(event))
    sights = [glance_frame(frame.data) for frame in Decoder().feed(stream) if frame.data is not None]
    assert [sight.problem for sight in sights if sight.problem] == []
    assert sum(sight.ended for sight in sights) == len(reply.choices)
    assert next((sight.usage for sight in reversed(sights) if sight.usage), Usage()) == reply.usage
    assert any(sight.content for sight in sights) == any(choice.parts for choice in reply.choices)
    assert [sight.done for sight in sights] == [False] * (len(sights) - 1) + [True]
    assert sights[0] == GREETING


@given(st.binary(max_size=80) | st.text(max_size=40).map(str.encode))
def test_a_glance_never_raises(data: bytes) -> None:
    """What is wrong is in the sight."""
    assert glance_frame(data) is not None
    assert glance_response(data).problem is not None


@given(odd_replies)
def test_no_shape_surprises_a_glance(wire: Any) -> None:
    """Any field may hold anything."""
    data = json.dumps(wire).encode()
    for glance in (glance_frame, glance_response):
        sight = glance(data)
        assert sight.problem is None or (sight.problem.message and not sight.content)
