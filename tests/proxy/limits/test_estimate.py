"""About how many tokens a question has."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from proxy.limits.estimate import AUDIO, DOCUMENT, IMAGE, MESSAGE, TOOL, VIDEO, estimate
from tests.asked import asked, tool
from translators.canonical import (
    Audio,
    Data,
    Document,
    FileId,
    Format,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Unknown,
    Url,
    Video,
)

URL = Url("https://example.com/x")


def data(size: int, media_type: str = "application/pdf") -> Data:
    """So many bytes."""
    return Data(media_type, b64encode(bytes(size)).decode())


@pytest.mark.parametrize(
    ("part", "tokens"),
    [
        (Text(""), 0),
        (Text("hello"), 2),
        (Text("日本語です"), 4),
        (Reasoning("a thought"), 3),
        (Refusal("no"), 1),
        (ToolCall("1", "look", '{"a": 1}'), MESSAGE + 1 + 2),
        (ToolResult("1", (Text("done"), Image(URL))), MESSAGE + 1 + IMAGE),
        (Image(data(3_000_000, "image/png")), IMAGE),
        (Video(URL), VIDEO),
        (Audio(data(32_000, "audio/wav")), 33),
        (Audio(None), AUDIO),
        (Document(data(40_000)), 2001),
        (Document(data(4000, "text/plain")), 1001),
        (Document(FileId("file-1")), DOCUMENT),
        (Unknown("x", {"a": 1}), 2),
    ],
)
def test_each_part_weighs_something(part: Part, tokens: int) -> None:
    """By its bytes, or by its kind where bytes say nothing."""
    assert estimate(asked(part)) == MESSAGE + tokens


def test_every_message_tool_and_schema_counts() -> None:
    """What is not seen in the answer is read all the same."""
    alone = estimate(asked("hello"))
    assert estimate(asked(Message("system", (Text("be kind"),)), "hello")) == alone + MESSAGE + 2
    assert estimate(asked("hello", tools=(Tool("look"),))) == alone + TOOL + 1
    assert estimate(asked("hello", tools=(tool("look", place={"type": "string"}),))) > alone + TOOL + 20
    assert estimate(asked("hello", tools=(Tool("look", kind="native", extra={"type": "web_search"}),))) > alone + TOOL + 1
    schema: dict[str, Any] = {"type": "object", "properties": {"title": {"type": "string"}}}
    assert estimate(asked("hello", format=Format("json_schema", schema=schema))) > alone + 10


def test_english_comes_near_what_tokenisers_say() -> None:
    """Within a quarter, for running text."""
    text = "The quick brown fox jumps over the lazy dog, and nobody knows why it would ever want to do so. " * 40
    assert 22 * 40 * 0.75 < estimate(asked(text)) < 22 * 40 * 1.25
