"""Parts, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Audio, Data, Document, FileId, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url, Video
from translators.gemini.content import reachable, read_part, write_part

FILE = "https://generativelanguage.googleapis.com/v1beta/files/abc"


@pytest.mark.parametrize(
    ("wire", "part"),
    [
        ({"text": "hi"}, Text("hi")),
        ({"text": "", "thoughtSignature": "s"}, Text("", signature="s")),
        ({"text": "hm", "thought": True}, Reasoning("hm", signer="gemini")),
        ({"text": "hm", "thought": True, "thoughtSignature": "s"}, Reasoning("hm", "s", signer="gemini")),
        ({"text": "hi", "partMetadata": {"a_b": 1}}, Text("hi", extra={"partMetadata": {"a_b": 1}})),
        ({"inlineData": {"mimeType": "image/png", "data": "AA+/"}}, Image(Data("image/png", "AA+/"))),
        ({"inlineData": {"mimeType": "image/png", "data": "AA-_"}}, Image(Data("image/png", "AA+/"), form="urlsafe")),
        ({"inlineData": {"mimeType": "image/png", "data": "AA"}, "thoughtSignature": "s"}, Image(Data("image/png", "AA"), signature="s")),
        ({"inlineData": {"mimeType": "audio/wav", "data": "AA"}}, Audio(Data("audio/wav", "AA"))),
        (
            {"inlineData": {"mimeType": "video/mp4", "data": "AA"}, "videoMetadata": {"fps": 1}},
            Video(Data("video/mp4", "AA"), {"videoMetadata": {"fps": 1}}),
        ),
        (
            {"inlineData": {"mimeType": "application/pdf", "data": "AA", "displayName": "a.pdf"}},
            Document(Data("application/pdf", "AA"), "a.pdf"),
        ),
        ({"fileData": {"mimeType": "image/webp", "fileUri": "https://a.example/i"}}, Image(Url("https://a.example/i"), form="image/webp")),
        ({"fileData": {"fileUri": "https://a.example/d.pdf"}}, Document(Url("https://a.example/d.pdf"), form="untold")),
        ({"fileData": {"fileUri": "https://youtu.be/x"}}, Video(Url("https://youtu.be/x"), form="untold")),
        ({"fileData": {"mimeType": "audio/mpeg", "fileUri": FILE}}, Audio(FileId(FILE), form="audio/mpeg")),
        ({"fileData": {"mimeType": "image/jpeg", "fileUri": "gs://b/i.jpg"}}, Image(FileId("gs://b/i.jpg"), form="image/jpeg")),
        (
            {"inlineData": {"mimeType": "image/png", "data": "AA"}, "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"}},
            Image(Data("image/png", "AA"), "low"),
        ),
        (
            {"inlineData": {"mimeType": "image/png", "data": "AA"}, "mediaResolution": {"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}},
            Image(Data("image/png", "AA"), extra={"mediaResolution": {"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}}),
        ),
        ({"functionCall": {"name": "f", "args": {}}}, ToolCall("made", "f", "{}")),
        ({"executableCode": {"code": "1"}}, Unknown("executableCode", {"executableCode": {"code": "1"}})),
        (
            {"inlineData": {"mimeType": "image/png", "data": "AA"}, "thought": True},
            Unknown("thought", {"inlineData": {"mimeType": "image/png", "data": "AA"}, "thought": True}),
        ),
    ],
)
def test_a_part_is_read_and_goes_back_as_it_was(wire: dict[str, Any], part: Part) -> None:
    read = read_part(wire, "made")
    assert read == part
    assert write_part(read, own=True) == (
        wire if not isinstance(part, ToolCall) else {"functionCall": {"name": "f", "args": {}, "id": "made"}}
    )


@pytest.mark.parametrize(
    ("part", "wire"),
    [
        (Refusal("no"), {"text": "no"}),
        (Image(Url("https://a.example/i.png"), "high"), {"fileData": {"mimeType": "image/png", "fileUri": "https://a.example/i.png"}}),
        (Image(Data("", "/9j/4AAQ")), {"inlineData": {"mimeType": "image/jpeg", "data": "/9j/4AAQ"}}),
        (Audio(Data("audio/mpeg", "AA")), {"inlineData": {"mimeType": "audio/mp3", "data": "AA"}}),
        (Video(Url("gs://b/v.webm")), {"fileData": {"mimeType": "video/webm", "fileUri": "gs://b/v.webm"}}),
        (Document(Data("application/pdf", "AA"), "a.pdf", extra={"x": 1}), {"inlineData": {"mimeType": "application/pdf", "data": "AA"}}),
        (Document(FileId("file-abc")), None),
        (Audio(None, transcript="said"), None),
        (Unknown("server_tool_use", {"a": 1}), None),
    ],
)
def test_a_part_from_elsewhere_is_said_as_far_as_it_can_be(part: Part, wire: dict[str, Any] | None) -> None:
    assert write_part(part, own=False) == wire


def test_only_what_google_can_get_at_is_reachable() -> None:
    assert reachable(FileId("files/abc"))
    assert reachable(FileId("gs://b/x"))
    assert not reachable(FileId("file-abc"))
