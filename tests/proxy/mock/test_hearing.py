"""What the caller said, as text."""

from __future__ import annotations

import pytest

from proxy.mock.hearing import heard, results
from tests.asked import asked
from translators.canonical import Audio, Data, Document, FileId, Image, Message, Part, Text, ToolCall, ToolResult, Unknown, Url, Video


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (Image(Data("image/png", "A" * 16_000)), "[image image/png 12 kB]"),
        (Image(Data("image/png", "QQ==")), "[image image/png 1 B]"),
        (Image(Data("image/png", "A" * 2_000_000)), "[image image/png 1.5 MB]"),
        (Image(Url("https://example.com/cat.png")), "[image https://example.com/cat.png]"),
        (Audio(Data("audio/wav", "AAAA")), "[audio audio/wav 3 B]"),
        (Audio(None, id="audio_1"), "[audio]"),
        (Document(FileId("file-1"), name="a.pdf"), "[document a.pdf file-1]"),
        (Video(Url("https://example.com/v")), "[video https://example.com/v]"),
    ],
)
def test_what_is_no_text_is_named(part: Part, line: str) -> None:
    """By kind, size or address; never fetched."""
    assert heard(asked("look", part)) == f"look\n{line}"


def test_what_is_unknown_is_passed_over() -> None:
    """There is no word for it."""
    assert heard(asked("a", Unknown("dance", {}), "b")) == "a\nb"


def test_the_last_user_message_counts() -> None:
    """Whoever spoke after it."""
    assert (
        heard(asked(Message("user", (Text("first"),)), Message("user", (Text("second"),)), Message("assistant", (Text("so"),)))) == "second"
    )


def test_without_a_user_the_last_message_counts() -> None:
    """There is always something to say."""
    assert heard(asked(Message("system", (Text("be nice"),)))) == "be nice"


def test_tool_results_that_come_last_are_heard_in_order() -> None:
    """Not those of earlier turns."""
    call = Message("assistant", (ToolCall("a", "f", "{}"),))
    request = asked(
        Message("tool", (ToolResult("0", (Text("old"),)),)),
        Message("user", (Text("go"),)),
        call,
        Message("tool", (ToolResult("a", (Text("one"),)),)),
        Message("tool", (ToolResult("b", (Text("two"),)),)),
    )
    assert [each.id for each in results(request)] == ["a", "b"]
    assert heard(request) == "one\ntwo"
