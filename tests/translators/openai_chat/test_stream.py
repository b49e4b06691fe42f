"""A streamed reply read: every field finds its part, and a cut is never an end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import odd_replies
from translators.canonical import (
    NOTHING,
    Audio,
    ChatResponse,
    Data,
    Finish,
    Image,
    Kind,
    PartDelta,
    Problem,
    Reasoning,
    Refusal,
    Start,
    Text,
    ToolCall,
    Unknown,
    Usage,
)
from translators.canonical.fold import fold
from translators.openai_chat.stream import Reader


def chunk(delta: Any = None, **more: Any) -> dict[str, Any]:
    """One frame of one answer."""
    choice = {"index": 0, "delta": delta or {}, "finish_reason": None}
    inside = {name: more.pop(name) for name in ("index", "finish_reason", "logprobs", "text", "message", "error", "seed") if name in more}
    return {"id": "r1", "object": "chat.completion.chunk", "created": 7, "model": "m", "choices": [choice | inside], **more}


def read(*frames: dict[str, Any], done: bool = True) -> ChatResponse:
    """The reply these frames are."""
    reader = Reader()
    events = [event for frame in frames for event in reader.feed(frame)]
    if done:
        reader.done()
    return fold([*events, *reader.finish()])


def parts(*deltas: dict[str, Any]) -> tuple[Any, ...]:
    """The parts that these deltas make."""
    return read(*map(chunk, deltas)).choices[0].parts


def call(index: Any = 0, id: Any = None, name: Any = None, arguments: Any = None, **more: Any) -> dict[str, Any]:
    """A delta with one fragment of a call; None is left out."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    fields = {key: value for key, value in (("index", index), ("id", id)) if value is not None}
    return {"tool_calls": [fields | {"type": "function", "function": function} | more]}


CASES: dict[str, tuple[list[dict[str, Any]], tuple[Any, ...]]] = {
    "text": ([{"role": "assistant", "content": ""}, {"content": "he"}, {"content": None}, {"content": "y"}, {}], (Text("hey"),)),
    "role repeated": ([{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}], (Text("ab"),)),
    "refusal": ([{"refusal": "n"}, {"refusal": "o"}], (Refusal("no"),)),
    "thoughts first": (
        [{"reasoning_content": "h"}, {"reasoning_content": "m", "content": ""}, {"reasoning_content": None, "content": "a"}],
        (Reasoning("hm", place="reasoning_content"), Text("a")),
    ),
    "the same thought in two fields": (
        [{"reasoning": "h", "reasoning_content": "h"}, {"reasoning": "m", "reasoning_content": "m"}],
        (Reasoning("hm", place="reasoning_content,reasoning"),),
    ),
    "a signed thought": (
        [
            {"reasoning": "h", "reasoning_details": [{"type": "reasoning.text", "text": "h", "index": 0}]},
            {"reasoning": "m", "reasoning_details": [{"type": "reasoning.text", "text": "m", "index": 0}]},
            {"reasoning_details": [{"type": "reasoning.text", "signature": "s", "index": 0}]},
            {"reasoning_details": [{"type": "reasoning.encrypted", "data": "zz", "index": 1}]},
        ],
        (
            Reasoning("hm", "s", place="reasoning_details,reasoning", extra={"type": "reasoning.text", "index": 0}),
            Reasoning("", redacted="zz", place="reasoning_details", extra={"type": "reasoning.encrypted", "index": 1}),
        ),
    ),
    "mistral": (
        [
            {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "h"}]}]},
            {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "m"}]}]},
            {"content": [{"type": "thinking", "thinking": [], "closed": True}]},
            {"content": [{"type": "text", "text": "a"}]},
            {"content": "b"},
        ],
        (Reasoning("hm", place="content"), Text("ab")),
    ),
    "a part of a kind nobody knows": ([{"content": [{"type": "novel", "x": 1}]}], (Unknown("novel", {"type": "novel", "x": 1}),)),
    "a call in pieces": (
        [call(0, "1", "f", ""), call(0, arguments='{"a'), call(0, arguments='": 1}')],
        (ToolCall("1", "f", '{"a": 1}'),),
    ),
    "calls interleaved": (
        [call(0, "1", "f", "{"), call(1, "2", "g", "["), call(0, arguments="}"), call(1, arguments="]")],
        (ToolCall("1", "f", "{}"), ToolCall("2", "g", "[]")),
    ),
    "two calls in one frame": (
        [{"tool_calls": [*call(0, "1", "f", "{}")["tool_calls"], *call(1, "2", "g", "[]")["tool_calls"]]}],
        (ToolCall("1", "f", "{}"), ToolCall("2", "g", "[]")),
    ),
    "every call numbered zero": (
        [call(0, "1", "f", "{}"), call(0, "2", "g", "["), call(0, arguments="]")],
        (ToolCall("1", "f", "{}"), ToolCall("2", "g", "[]")),
    ),
    "calls without numbers": (
        [call(None, "1", "f", "{"), call(None, arguments="}"), call(None, "2", "g", "[]"), call(None, "1", arguments=" ")],
        (ToolCall("1", "f", "{} "), ToolCall("2", "g", "[]")),
    ),
    "the id repeated": ([call(0, "1", "f", "{"), call(0, "1", "f", "}")], (ToolCall("1", "f", "{}"),)),
    "nulls and blanks in the pieces": (
        [call(0, "1", "f", ""), {"tool_calls": [{"index": 0, "id": "", "function": {"name": None, "arguments": "{}"}}]}],
        (ToolCall("1", "f", "{}"),),
    ),
    "the name late": ([call(0, "1"), call(0, name="f"), call(0, arguments="{}")], (ToolCall("1", "f", "{}"),)),
    "no id": (
        [call(0, name="f", arguments="{}"), call(1, name="g")],
        (ToolCall("call_r1_0_0", "f", "{}"), ToolCall("call_r1_0_1", "g", "")),
    ),
    "neither id nor number": (
        [call(None, name="f", arguments="{}"), call(None, name="g", arguments="[]")],
        (ToolCall("call_r1_0_0", "f", "{}"), ToolCall("call_r1_0_1", "g", "[]")),
    ),
    "arguments as an object": ([call(0, "1", "f", {"a": 1})], (ToolCall("1", "f", '{"a": 1}'),)),
    "a custom tool": (
        [
            {"tool_calls": [{"index": 0, "id": "1", "type": "custom", "custom": {"name": "f", "input": "x"}}]},
            {"tool_calls": [{"index": 0, "type": "custom", "custom": {"input": "y"}}]},
        ],
        (ToolCall("1", "f", "xy", "custom"),),
    ),
    "a signature late": (
        [call(0, "1", "f", "{}"), call(0, extra_content={"google": {"thought_signature": "s"}})],
        (ToolCall("1", "f", "{}", signature="s"),),
    ),
    "the old call": (
        [{"function_call": {"name": "f", "arguments": ""}}, {"function_call": {"arguments": "{}"}}, {"function_call": None}],
        (ToolCall("", "f", "{}", "legacy"),),
    ),
    "text between calls is one text": (
        [{"content": "a"}, call(0, "1", "f", "{}"), {"content": "b"}],
        (Text("ab"), ToolCall("1", "f", "{}")),
    ),
    "sound": (
        [
            {"audio": {"id": "s", "transcript": "he"}},
            {"audio": {"data": "QQ"}},
            {"audio": {"transcript": "y", "data": "=="}},
            {"audio": {"expires_at": 9}},
        ],
        (Audio(Data("", "QQ=="), "hey", "s", 9),),
    ),
    "pictures": (
        [{"images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}}]}, {"content": "a"}],
        (Image(Data("image/png", "QQ==")), Text("a")),
    ),
    "citations": (
        [{"content": "a"}, {"annotations": [{"x": 1}]}, {"annotations": [{"y": 2}], "content": "b"}],
        (Text("ab", ({"x": 1}, {"y": 2})),),
    ),
    "citations first": ([{"annotations": [{"x": 1}]}], (Text("", ({"x": 1},)),)),
}


@pytest.mark.parametrize("name", CASES)
def test_deltas_make_parts(name: str) -> None:
    """Every field, and what servers make of it."""
    deltas, expected = CASES[name]
    assert parts(*deltas) == expected


def test_several_answers_at_once() -> None:
    """Each has its own parts and its own end."""
    reply = read(
        chunk({"content": "a"}, index=1),
        chunk({"content": "b"}, index=0),
        chunk({"content": "c"}, index=1, finish_reason="length"),
        chunk({}, index=0, finish_reason="stop"),
        done=False,
    )
    assert [(choice.parts, choice.reason) for choice in reply.choices] == [((Text("b"),), "stop"), ((Text("ac"),), "length")]


def test_the_start_names_the_reply_once() -> None:
    """A greeting; Azure's first frame has no name yet."""
    reader = Reader()
    assert reader.feed({"id": "", "model": "", "choices": [], "prompt_filter_results": [1]}) == []
    (start,) = reader.feed(chunk({"role": "assistant"}, system_fingerprint="fp"))
    assert start == Start("r1", "m", 7, "openai_chat", {"prompt_filter_results": [1], "system_fingerprint": "fp"})
    assert reader.feed(chunk({})) == []


USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


@pytest.mark.parametrize(
    "frames",
    [
        [chunk({"content": "a"}), chunk({}, finish_reason="stop", usage=USAGE)],
        [chunk({"content": "a"}), chunk({}, finish_reason="stop"), {"id": "r1", "choices": [], "usage": USAGE}],
        [chunk({"content": "a"}, usage={"prompt_tokens": 3}), chunk({}, finish_reason="stop", usage=USAGE)],
        [chunk({"content": "a"}, usage=None), chunk({}, finish_reason="stop", usage=USAGE), {"choices": [], "usage": USAGE}],
        [chunk({"content": "a"}), chunk({}, finish_reason="stop", usage=USAGE), {"choices": [], "usage": None}],
        [chunk({"content": "a"}), chunk({}, finish_reason="stop", x_groq={"usage": USAGE})],
        [chunk({"content": "a"}, finish_reason="stop"), {"usage": USAGE}],
    ],
)
def test_the_last_usage_that_says_something_counts(frames: list[dict[str, Any]]) -> None:
    """On the last chunk with choices, on one without, on every one, twice."""
    assert read(*frames).usage == Usage(input=3, output=2)


def test_no_usage_is_none() -> None:
    """None is made up."""
    assert read(chunk({"content": "a"}, finish_reason="stop")).usage == NOTHING


@pytest.mark.parametrize(
    ("frames", "done", "reason"),
    [
        ([chunk({"content": "a"}, finish_reason="stop")], False, "stop"),
        ([chunk({"content": "a"})], True, "stop"),
        ([chunk(call(0, "1", "f", "{}"))], True, "tool_calls"),
        ([chunk({"content": "a"}, finish_reason="length"), chunk({"content": ""}, finish_reason="length")], False, "length"),
        ([chunk({}, finish_reason="stop"), chunk({"role": "assistant"})], False, "stop"),
    ],
)
def test_a_good_end(frames: list[dict[str, Any]], done: bool, reason: str) -> None:
    """A finish_reason is enough, and so is [DONE]."""
    reply = read(*frames, done=done)
    assert reply.choices[0].reason == reason


@pytest.mark.parametrize(
    ("frames", "done"),
    [
        ([], False),
        ([], True),
        ([chunk({"role": "assistant"})], False),
        ([chunk({"content": "a"})], False),
        ([chunk({"content": "a"}), {"choices": [], "usage": USAGE}], False),
        ([chunk({"content": "a"}, finish_reason="stop"), chunk({"content": "b"}, index=1)], False),
        ([{"choices": [], "usage": USAGE}], True),
    ],
)
def test_a_cut_is_never_an_end(frames: list[dict[str, Any]], done: bool) -> None:
    """Neither a finish_reason for every answer, nor [DONE]: cut."""
    reader = Reader()
    for frame in frames:
        reader.feed(frame)
    if done:
        reader.done()
    with pytest.raises(Problem) as caught:
        reader.finish()
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"error": {"message": "m", "code": 429}}, Kind.PROVIDER_RATE_LIMITED),
        (chunk({}, error={"message": "m", "code": 502}), Kind.PROVIDER_FAILED),
        (chunk({"content": ""}, finish_reason="error"), Kind.PROVIDER_FAILED),
        (chunk({}, finish_reason="insufficient_system_resource"), Kind.PROVIDER_OVERLOADED),
    ],
)
def test_an_error_frame_is_a_problem_at_once(frame: dict[str, Any], kind: Kind) -> None:
    """Wherever it puts the error."""
    reader = Reader()
    reader.feed(chunk({"content": "a"}))
    with pytest.raises(Problem) as caught:
        reader.feed(frame)
    assert caught.value.kind is kind


def logprob(token: str) -> dict[str, Any]:
    """For one token."""
    return {"content": [{"token": token, "logprob": -1.0}], "refusal": None}


def test_logprobs_ride_on_the_text_they_belong_to() -> None:
    """And together they are the answer's."""
    reader = Reader()
    events = reader.feed(chunk({"content": "a"}, logprobs=logprob("a")))
    assert [event.logprobs for event in events if isinstance(event, PartDelta)] == [logprob("a")]
    reply = read(
        chunk({"content": "a"}, logprobs=logprob("a")),
        chunk({}, logprobs=logprob("b")),
        chunk({"content": "c"}, logprobs=logprob("c"), finish_reason="stop"),
        chunk({}, logprobs=None),
    )
    tokens = [entry["token"] for entry in (reply.choices[0].logprobs or {})["content"]]
    assert sorted(tokens) == ["a", "b", "c"]


def test_extras_are_kept_at_their_level() -> None:
    """Of the reply, of the answer, of the message; padding is nothing."""
    reply = read(
        chunk({"content": "a", "executed_tools": [1]}, service_tier="default", obfuscation="xyz"),
        chunk({"executed_tools": [2], "token_id": None}, seed=5, p="abc"),
        chunk({}, finish_reason="stop", time_info={"queue": 1}, service_tier="default"),
    )
    assert reply.extra == {"service_tier": "default", "time_info": {"queue": 1}}
    assert reply.choices[0].extra == {"seed": 5, "message": {"executed_tools": [1, 2]}}


def test_perplexity_says_everything_twice() -> None:
    """The `message` so far is not read again; its end has another object name."""
    last = chunk({"content": ""}, message={"content": "ab"}, finish_reason="stop", citations=["u"]) | {"object": "chat.completion.done"}
    reply = read(chunk({"content": "a"}, message={"content": "a"}), chunk({"content": "b"}, message={"content": "ab"}), last, done=False)
    assert reply.choices[0].parts == (Text("ab"),)
    assert reply.extra == {"citations": ["u"]}


def test_old_models_say_text() -> None:
    """Beside the delta it is the same words, without one it is all there is."""
    assert read(chunk({"content": "a"}, text="a")).choices[0].parts == (Text("a"),)
    assert read({"id": "r", "choices": [{"text": "a", "finish_reason": "stop"}]}).choices[0].parts == (Text("a"),)


@given(st.lists(odd_replies, max_size=4), st.booleans())
def test_no_stream_surprises_the_reader(frames: list[dict[str, Any]], done: bool) -> None:
    """Any field may hold anything: a reply, or a Problem."""
    try:
        reply = read(*frames, done=done)
    except Problem:
        return
    assert all(choice.reason for choice in reply.choices)


def test_finish_comes_last_and_once() -> None:
    """It ends every good reply."""
    reader = Reader()
    reader.feed(chunk({"content": "a"}, finish_reason="stop"))
    assert [isinstance(event, Finish) for event in reader.finish()] == [False, False, True]


def test_calls_of_a_reply_without_an_id_are_told_apart_by_its_second() -> None:
    """As in a whole reply."""
    call = {"index": 0, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    reader = Reader()
    events = reader.feed(
        {"created": 1_700_000_000, "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}
    )
    (made,) = fold([*events, *reader.finish()]).choices[0].parts
    assert isinstance(made, ToolCall)
    assert made.id == "call_1700000000_0_0"
