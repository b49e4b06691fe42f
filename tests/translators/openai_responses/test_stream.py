"""A streamed reply read: deltas make parts, and what is done fills in what they left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import odd
from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import (
    ChatResponse,
    Finish,
    Image,
    Kind,
    PartDelta,
    PartEnd,
    PartStart,
    Problem,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Usage,
)
from translators.canonical.fold import fold
from translators.framing.sse import Decoder
from translators.openai_responses.answer import read_output
from translators.openai_responses.response import read_response
from translators.openai_responses.stream import Reader

RECORDED = [row for row in recordings("openai.responses") if row.framing == "sse"]
OWN = "openai_responses"
RESPONSE = {"id": "resp_1", "model": "m", "created_at": 7, "status": "in_progress", "output": []}
CREATED = {"type": "response.created", "response": RESPONSE}
NOTE = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}


def event(kind: str, output: int = 0, **fields: Any) -> dict[str, Any]:
    """One event."""
    return {"type": f"response.{kind}", "output_index": output, **fields}


def added(item: dict[str, Any], output: int = 0) -> dict[str, Any]:
    """An item begins."""
    return event("output_item.added", output, item=item)


def done(item: dict[str, Any], output: int = 0) -> dict[str, Any]:
    """An item is whole."""
    return event("output_item.done", output, item=item)


def text(delta: str, output: int = 0, content: int = 0, **fields: Any) -> dict[str, Any]:
    """More words."""
    return event("output_text.delta", output, content_index=content, delta=delta, **fields)


def completed(*items: dict[str, Any], status: str = "completed", **fields: Any) -> dict[str, Any]:
    """The whole reply."""
    return {"type": f"response.{status}", "response": {**RESPONSE, "status": status, "output": list(items), **fields}}


def message(*content: dict[str, Any]) -> dict[str, Any]:
    """Of the assistant."""
    return {"type": "message", "id": "msg", "role": "assistant", "content": list(content)}


def said(words: str, **fields: Any) -> dict[str, Any]:
    """A text."""
    return {"type": "output_text", "text": words, **fields}


def read(*frames: dict[str, Any]) -> ChatResponse:
    """The reply these frames are."""
    reader = Reader()
    events = [event for frame in frames for event in reader.feed(frame)]
    return fold([*events, *reader.finish()])


CALL = {"type": "function_call", "id": "fc", "call_id": "c", "name": "f", "arguments": ""}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": []}
CASES: dict[str, tuple[list[dict[str, Any]], tuple[Any, ...]]] = {
    "text": ([added(message()), text("he"), text("y"), done(message(said("hey")))], (Text("hey"),)),
    "only deltas": ([text("a")], (Text("a"),)),
    "only what is done": ([done(message(said("hey"), {"type": "refusal", "refusal": "no"}))], (Text("hey"), Refusal("no"))),
    "the rest of a text": ([text("he"), done(message(said("hey")))], (Text("hey"),)),
    "only the whole reply": ([completed(message(said("hey")), {**CALL, "arguments": "{}"})], (Text("hey"), ToolCall("c", "f", "{}"))),
    "nothing twice": ([text("a"), done(message(said("a"))), done(message(said("a"))), completed(message(said("a")))], (Text("a"),)),
    "a refusal": (
        [event("refusal.delta", content_index=0, delta="n"), event("refusal.delta", content_index=0, delta="o")],
        (Refusal("no"),),
    ),
    "a call in pieces": (
        [
            added(CALL),
            event("function_call_arguments.delta", delta="{"),
            event("function_call_arguments.delta", delta="}"),
            done({**CALL, "arguments": "{}"}),
        ],
        (ToolCall("c", "f", "{}"),),
    ),
    "calls interleaved": (
        [
            added(CALL),
            added({**CALL, "call_id": "d"}, 1),
            event("function_call_arguments.delta", 1, delta="[]"),
            event("function_call_arguments.delta", delta="{}"),
        ],
        (ToolCall("c", "f", "{}"), ToolCall("d", "f", "[]")),
    ),
    "a custom tool": (
        [added({"type": "custom_tool_call", "call_id": "c", "name": "f", "input": ""}), event("custom_tool_call_input.delta", delta="x")],
        (ToolCall("c", "f", "x", "custom"),),
    ),
    "a summary in parts": (
        [
            added(THOUGHT),
            event("reasoning_summary_text.delta", summary_index=0, delta="a"),
            event("reasoning_summary_text.delta", summary_index=1, delta="b"),
            event("reasoning_summary_text.delta", summary_index=1, delta="c"),
            done({**THOUGHT, "summary": [{"text": "a"}, {"text": "bc"}], "encrypted_content": "x"}),
        ],
        (Reasoning("a\n\nbc", "x", id="rs_1", signer=OWN),),
    ),
    "a thought as it is": ([added(THOUGHT), event("reasoning_text.delta", content_index=0, delta="hm")], (Reasoning("hm", id="rs_1"),)),
    "a thought as it is, and in summary": (
        [
            added(THOUGHT),
            event("reasoning_text.delta", content_index=0, delta="hm"),
            event("reasoning_summary_text.delta", summary_index=0, delta="in short"),
            done({**THOUGHT, "summary": [{"text": "in short"}], "content": [{"text": "hm"}]}),
        ],
        (Reasoning("hm", id="rs_1"),),
    ),
    "a thought that only hides": (
        [added(THOUGHT), done({**THOUGHT, "encrypted_content": "x"})],
        (Reasoning("", "x", id="rs_1", signer=OWN),),
    ),
    "a thought that neither says nor hides": ([added(THOUGHT), done(THOUGHT)], ()),
    "citations": (
        [
            text("a"),
            event("output_text.annotation.added", content_index=0, annotation=NOTE),
            done(message(said("a", annotations=[NOTE, {**NOTE, "url": "v"}]))),
        ],
        read_output([message(said("a", annotations=[NOTE, {**NOTE, "url": "v"}]))]),
    ),
    "the provider's own tools": (
        [added({"type": "web_search_call"}), event("web_search_call.searching"), done({"type": "web_search_call", "id": "ws"})],
        (Unknown("web_search_call", {"type": "web_search_call", "id": "ws"}),),
    ),
    "a picture": (
        [event("image_generation_call.partial_image"), done({"type": "image_generation_call", "result": "QQ=="})],
        read_output([{"type": "image_generation_call", "result": "QQ=="}]),
    ),
    "signatures of what is no thought": (
        [
            done({"type": "reasoning", "encrypted_content": "mb1.gemini.s.1:cs"}),
            added(CALL, 1),
            done({"type": "reasoning", "encrypted_content": "mb1.gemini.s.5:#textt"}, 2),
            text("a", 3),
        ],
        (ToolCall("c", "f", "", signature="s"), Text("a", signature="t")),
    ),
    "a signature late": (
        [added(CALL), done({"type": "reasoning", "encrypted_content": "mb1.gemini.s.1:cs"}, 1)],
        (ToolCall("c", "f", "", signature="s"),),
    ),
    "padding and heartbeats": ([{"type": "keepalive"}, text("a", obfuscation="x"), event("novel")], (Text("a"),)),
}


@pytest.mark.parametrize("name", CASES)
def test_events_make_parts(name: str) -> None:
    """Every event, and what servers make of it."""
    frames, parts = CASES[name]
    whole = [] if frames[-1]["type"] == "response.completed" else [completed()]
    assert read(CREATED, *frames, *whole).choices[0].parts == parts


@pytest.mark.parametrize("name", CASES)
def test_parts_open_once_and_close_once(name: str) -> None:
    """Nothing is said of a part before it begins, or after it has ended, but its signature."""
    reader = Reader()
    frames, _ = CASES[name]
    events = [event for frame in (*frames, completed()) for event in reader.feed(frame)]
    starts = [event.index for event in events if isinstance(event, PartStart)]
    ends = [event.index for event in events if isinstance(event, PartEnd)]
    assert starts == sorted(set(starts))
    assert sorted(ends) == starts
    for index in starts:
        kinds = [type(event) for event in events if getattr(event, "index", None) == index]
        assert kinds[0] is PartStart
        assert PartDelta not in kinds[kinds.index(PartEnd) :]


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("size", [1, 100, 10**9])
@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
def test_every_recorded_stream_is_its_whole_reply(recording: Recording, size: int) -> None:
    """However the network cut it. OpenAI seals a thought anew for each time it tells it."""
    decoder, reader = Decoder(), Reader()
    chunks = [recording.body[start : start + size] for start in range(0, len(recording.body), size)]
    frames = [frame.data for chunk in chunks for frame in decoder.feed(chunk) if frame.data not in (None, b"[DONE]")]
    wires = [json.loads(frame or b"") for frame in frames]
    streamed = fold([*[event for wire in wires for event in reader.feed(wire)], *reader.finish()])
    whole = read_response(wires[-1]["response"])
    last = {wire["output_index"]: wire["item"] for wire in wires if wire["type"] == "response.output_item.done"}
    assert streamed.choices[0].parts == read_output([last[index] for index in sorted(last)])
    assert [type(part) for part in streamed.choices[0].parts] == [type(part) for part in whole.choices[0].parts]
    assert (streamed.choices[0].reason, streamed.usage, streamed.extra) == (whole.choices[0].reason, whole.usage, whole.extra)
    assert (streamed.id, streamed.model, streamed.created) == (whole.id, whole.model, whole.created)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (completed(), "stop"),
        (completed({**CALL, "arguments": "{}"}), "tool_calls"),
        (completed(status="incomplete", incomplete_details={"reason": "max_output_tokens"}), "length"),
    ],
)
def test_the_whole_reply_says_why_it_ended(end: dict[str, Any], reason: str) -> None:
    """And what it used."""
    end["response"]["usage"] = {"input_tokens": 1, "output_tokens": 2}
    reply = read(CREATED, end)
    assert (reply.choices[0].reason, reply.usage) == (reason, Usage(input=1, output=2))


@pytest.mark.parametrize("frames", [[], [CREATED], [CREATED, text("a"), done(message(said("a")))]])
def test_a_cut_is_never_an_end(frames: list[dict[str, Any]]) -> None:
    """Not even with [DONE]."""
    reader = Reader()
    for frame in frames:
        reader.feed(frame)
    reader.done()
    with pytest.raises(Problem) as caught:
        reader.finish()
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"type": "error", "code": "rate_limit_exceeded", "message": "m", "param": None}, Kind.PROVIDER_RATE_LIMITED),
        ({"type": "error", "error": {"message": "m", "code": "context_length_exceeded"}}, Kind.CONTEXT_TOO_LONG),
        ({"error": {"message": "m", "code": 502}}, Kind.PROVIDER_FAILED),
        (completed(status="failed", error={"code": "server_error", "message": "m"}), Kind.PROVIDER_FAILED),
        ({"type": "response.failed"}, Kind.PROVIDER_FAILED),
    ],
)
def test_a_failure_is_a_problem_at_once(frame: dict[str, Any], kind: Kind) -> None:
    """Wherever it stands."""
    reader = Reader()
    reader.feed(CREATED)
    with pytest.raises(Problem) as caught:
        reader.feed(frame)
    assert caught.value.kind is kind


def test_log_probabilities_ride_on_the_words_they_belong_to() -> None:
    """Or come with the whole text, once."""
    tokens = [{"token": "a", "logprob": -1.0}]
    whole = message(said("a", logprobs=tokens))
    for frames in ([text("a", logprobs=tokens), done(whole)], [text("a"), done(whole)]):
        assert read(CREATED, *frames, completed()).choices[0].logprobs == {"content": tokens, "refusal": None}


def test_a_picture_is_no_text() -> None:
    """It comes in one piece."""
    (part,) = read(CREATED, *CASES["a picture"][0], completed()).choices[0].parts
    assert isinstance(part, Image)


KINDS = st.sampled_from(
    [
        "created",
        "output_item.added",
        "output_item.done",
        "output_text.delta",
        "function_call_arguments.delta",
        "reasoning_summary_text.delta",
        "refusal.delta",
        "output_text.annotation.added",
        "completed",
        "failed",
    ]
)
ITEMS = odd | st.builds(
    lambda kind, value: {"type": kind, "content": [value], "summary": value, "arguments": value, "call_id": value},
    st.sampled_from(["message", "reasoning", "function_call"]) | odd,
    odd,
)


def frame(kind: str, item: Any, delta: Any, index: int) -> dict[str, Any]:
    """An event that has the right fields with anything at all in them."""
    response = {"output": [item], "usage": delta}
    return event(kind, index, item=item, delta=delta, annotation=item, response=response)


@given(st.lists(st.builds(frame, KINDS, ITEMS, odd | st.text(max_size=3), st.integers(0, 2)), max_size=6))
def test_no_stream_surprises_the_reader(frames: list[dict[str, Any]]) -> None:
    """Any field may hold anything: a reply, or a Problem."""
    try:
        reply = read(*frames)
    except Problem:
        return
    assert reply.choices[0].reason


@pytest.mark.parametrize("kind", [[], {}, 7, None])
def test_an_item_of_no_kind_is_passed_over(kind: Any) -> None:
    """Its type may be no word at all."""
    reader = Reader()
    reader.feed(CREATED)
    assert reader.feed(event("output_item.added", 0, item={"type": kind})) == []


def test_finish_comes_last_and_once() -> None:
    """It ends every good reply."""
    reader = Reader()
    reader.feed(CREATED)
    reader.feed(completed())
    assert [isinstance(event, Finish) for event in reader.finish()] == [False, True]
