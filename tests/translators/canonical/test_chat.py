"""What is asked and what is answered: absent, empty and zero are three things."""

from __future__ import annotations

import pytest

from translators.canonical import ChatRequest, Choice, Message, Text, ToolChoice


def test_zero_and_false_are_not_absent() -> None:
    """A caller who says zero means it."""
    request = ChatRequest(model="m", messages=(), temperature=0, parallel_tool_calls=False, stop=())
    assert (request.temperature, request.parallel_tool_calls, request.stop) == (0, False, ())
    assert (request.top_p, request.seed, request.n) == (None, None, None)


@pytest.mark.parametrize(
    "made", [Message("user", (Text("hi"),)), Choice(parts=(), reason="stop"), ToolChoice("auto"), ChatRequest(model="m", messages=())]
)
def test_nothing_can_be_changed(made: object) -> None:
    """Frozen in, frozen out."""
    with pytest.raises(AttributeError):
        made.extra = {}  # type: ignore[attr-defined]  # that it cannot be set is what is tested
