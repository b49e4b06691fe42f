"""What another wire's provider said reaches a caller of this one without that wire's own spelling."""

from __future__ import annotations

import pytest

from translators.canonical import Audio, Data, Document, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url, Video
from translators.openai_chat.plain import is_detail, plain

X = {"x": 1}
LINK = Url("https://e.x/i")


@pytest.mark.parametrize(
    ("part", "here"),
    [
        (Text("a", ({"type": "url_citation"},), {"type": "ephemeral"}, X, "s"), Text("a", ({"type": "url_citation"},))),
        (Image(LINK, "low", None, X, "string", "s"), Image(LINK, "low")),
        (Audio(Data("", "QQ=="), "a", "id", 3, X, "f"), Audio(Data("", "QQ=="), "a", "id", 3)),
        (Document(LINK, "d", None, X, "f"), Document(LINK, "d")),
        (Video(LINK, X, "f"), Video(LINK)),
        (ToolCall("1", "f", "{}", signature="s", extra=X), ToolCall("1", "f", "{}", signature="s")),
        (Refusal("no"), Refusal("no")),
        (Reasoning("hm", place="thinking", extra=X), Reasoning("hm", place="reasoning_content")),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_keeps_what_it_means(part: Part, here: Part) -> None:
    """And nothing else."""
    assert list(plain([part])) == [here]


def test_what_nobody_understands_stays_behind() -> None:
    """On its own wire it would have passed."""
    assert list(plain([Unknown("server_tool_use", {"type": "server_tool_use"}), Text("a")])) == [Text("a")]


def test_a_signed_thought_stands_where_its_signature_can() -> None:
    """Numbered, so that a client can put the pieces of each together; its words also where most clients look."""
    thoughts = [Reasoning("a", "s", signer="anthropic"), Reasoning("b"), Reasoning("", redacted="r", signer="anthropic")]
    assert list(map(is_detail, thoughts)) == [True, False, True]
    assert list(plain(thoughts)) == [
        Reasoning("a", "s", None, "reasoning_details,reasoning_content", None, {"index": 0}, "anthropic"),
        Reasoning("b", place="reasoning_content"),
        Reasoning("", None, "r", "reasoning_details", None, {"index": 1}, "anthropic"),
    ]
