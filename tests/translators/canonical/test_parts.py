"""What a message is made of: plain values that can be told apart and compared."""

from __future__ import annotations

from translators.canonical import Audio, Data, FileId, Image, Part, Reasoning, Refusal, Text, ToolCall, ToolResult, Unknown, Url


def kind(part: Part) -> str:
    """As a writer of a wire tells them apart."""
    match part:
        case Text(text):
            return text
        case Image(source=Url(url)) | Audio(source=Url(url)):
            return url
        case Image(source=Data(media_type=media)):
            return media
        case Image(source=FileId(id)):
            return id
        case ToolCall(name=name) | Unknown(kind=name):
            return name
        case ToolResult(parts=(Text(text),)) | Reasoning(text) | Refusal(text):
            return text
        case _:
            return "?"


def test_parts_are_matched_by_their_shape() -> None:
    """No part needs to be asked what it is."""
    sources: list[Part] = [Image(Url("u")), Image(Data("image/png", "")), Image(FileId("f")), Audio(Url("a")), Audio(None)]
    assert [kind(part) for part in sources] == ["u", "image/png", "f", "a", "?"]
    rest: list[Part] = [
        Text("t"),
        ToolCall("1", "call", "{}"),
        ToolResult("1", (Text("r"),)),
        Reasoning("h"),
        Refusal("n"),
        Unknown("x", {}),
    ]
    assert [kind(part) for part in rest] == ["t", "call", "r", "h", "n", "x"]


def test_equal_parts_are_equal() -> None:
    """By what they say, not by who they are."""
    assert Text("a", extra={"b": 1}) == Text("a", extra={"b": 1}) != Text("a")
