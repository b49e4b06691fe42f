"""Where answers end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.mock.counting import weigh
from proxy.mock.ending import ended
from translators.canonical import Audio, Part, Reason, Reasoning, Refusal, Text, ToolCall

CALL = ToolCall("c", "name", '{"a": 12345}')


@pytest.mark.parametrize(
    ("parts", "stop", "limit", "left", "reason"),
    [
        ([Text("one two")], None, None, (Text("one two"),), "stop"),
        ([Text("one two")], ("two", " "), None, (Text("one"),), "stop"),
        ([Text("one two")], ("",), None, (Text("one two"),), "stop"),
        ([Text("12345678")], None, 2, (Text("12345678"),), "stop"),
        ([Text("123456789")], None, 2, (Text("12345678"),), "length"),
        ([Text("1234"), Text("5678")], None, 1, (Text("1234"),), "length"),
        ([Reasoning("12345678"), Text("1234")], None, 1, (Reasoning("1234"),), "length"),
        ([Refusal("12345")], None, 1, (Refusal("1234"),), "length"),
        ([CALL], None, None, (CALL,), "tool_calls"),
        ([CALL], None, 2, (ToolCall("c", "name", '{"a"'),), "length"),
        ([CALL], None, 0, (), "length"),
        ([Audio(None, transcript="12345")], None, 1, (Audio(None, transcript="1234"),), "length"),
        ([Text("")], None, 0, (Text(""),), "stop"),
    ],
)
def test_an_answer_ends_where_it_should(
    parts: list[Part], stop: tuple[str, ...] | None, limit: int | None, left: tuple[Part, ...], reason: Reason
) -> None:
    """At the first stop sequence, at the limit, or by itself."""
    end = ended(parts, stop, limit)
    assert (end.parts, end.reason) == (left, reason)


def test_the_first_stop_sequence_is_named() -> None:
    """Unless nothing stopped it, or a limit came before it did."""
    assert ended([Text("one two")], ("two", " ", "x"), None).mark == " "
    assert ended([Text("one two")], ("x",), None).mark is None
    assert ended([Text("one two three")], ("three",), 1).mark is None


@given(
    st.lists(st.one_of(st.text(max_size=20).map(Text), st.text(max_size=20).map(Reasoning), st.just(CALL)), max_size=4), st.integers(0, 20)
)
def test_a_limit_is_never_exceeded(parts: list[Part], limit: int) -> None:
    """And it is the reason only if something is missing."""
    end = ended(parts, None, limit)
    assert sum(map(weigh, end.parts)) <= limit
    assert (end.reason == "length") == (sum(map(weigh, parts)) > limit)
