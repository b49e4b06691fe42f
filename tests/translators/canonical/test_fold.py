"""A reply survives being streamed and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.answers import replies
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    ChoiceEnd,
    Data,
    Event,
    Finish,
    Kind,
    PartDelta,
    PartNote,
    PartStart,
    Problem,
    Start,
    Text,
    ToolCall,
    Url,
    Usage,
)
from translators.canonical.fold import fold, joined_logprobs, unfold

START = Start("r1", "m")
FINISH = Finish("stop", Usage(input=1))


@given(replies)
def test_fold_undoes_unfold(reply: ChatResponse) -> None:
    """The law: fold(unfold(r)) == r."""
    assert fold(unfold(reply)) == reply


@given(replies)
def test_a_reply_without_its_end_is_none(reply: ChatResponse) -> None:
    """Finish ends every good reply, and only a good reply."""
    events = list(unfold(reply))[:-1]
    with pytest.raises(Problem) as caught:
        fold(events)
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


def test_interleaved_deltas_find_their_parts() -> None:
    """Two calls may be written at once."""
    a, b = ToolCall("a", "f", ""), ToolCall("b", "g", "")
    events: list[Event] = [
        START,
        PartStart(0, a),
        PartStart(1, b),
        PartDelta(0, "{"),
        PartDelta(1, "["),
        PartDelta(0, "}"),
        PartDelta(1, "]"),
        FINISH,
    ]
    assert fold(events).choices[0].parts == (ToolCall("a", "f", "{}"), ToolCall("b", "g", "[]"))


def test_notes_fill_in_and_go_on() -> None:
    """Text and rows go on, anything else is replaced."""
    heard = PartStart(0, Audio(None, id="s"))
    events: list[Event] = [
        START,
        heard,
        PartDelta(0, "QUJD"),
        PartNote(0, {"transcript": "he"}),
        PartNote(0, {"transcript": "y", "expires_at": 9}),
    ]
    assert fold([*events, FINISH]).choices[0].parts == (Audio(Data("", "QUJD"), "hey", "s", 9),)
    cited: list[Event] = [
        START,
        PartStart(0, Text("")),
        PartNote(0, {"annotations": ({"a": 1},)}),
        PartNote(0, {"annotations": ({"b": 2},)}),
    ]
    assert fold([*cited, FINISH]).choices[0].parts == (Text("", ({"a": 1}, {"b": 2})),)
    extra: list[Event] = [START, PartStart(0, Text("", extra={"a": 1})), PartNote(0, {"extra": {"b": 2}})]
    assert fold([*extra, FINISH]).choices[0].parts == (Text("", extra={"a": 1, "b": 2}),)


def test_an_answer_without_an_end_of_its_own_ends_as_the_reply_does() -> None:
    """Not every wire ends each answer."""
    reply = fold([START, PartStart(0, Text("")), PartStart(0, Text(""), 1), ChoiceEnd("length", 1), FINISH])
    assert [choice.reason for choice in reply.choices] == ["stop", "length"]


def test_a_part_without_text_is_whole_from_the_start() -> None:
    """A link to a sound has nothing to stream."""
    linked = ChatResponse(id="r", model="m", choices=(Choice(parts=(Audio(Url("https://example.com/a")),), reason="stop"),))
    assert fold(unfold(linked)) == linked


def test_logprobs_survive_without_a_text_to_ride_on() -> None:
    """They belong to the answer, not to a part."""
    bare = Choice(parts=(ToolCall("a", "f", "{}"),), reason="tool_calls", logprobs={"content": [{"token": "x"}]}, extra={"seed": 1})
    reply = ChatResponse(id="r", model="m", choices=(bare,))
    assert fold(unfold(reply)) == reply


def test_a_reply_without_answers_still_folds() -> None:
    """Nothing said is said too."""
    empty = ChatResponse(id="r", model="m", choices=())
    assert fold(unfold(empty)) == empty


def test_logprobs_go_on() -> None:
    """Lists are joined, null says nothing."""
    first = joined_logprobs(None, {"content": [1], "refusal": None})
    assert joined_logprobs(first, {"content": [2], "refusal": [3]}) == {"content": [1, 2], "refusal": [3]}
    assert joined_logprobs({"content": [1]}, {"content": None}) == {"content": [1]}
