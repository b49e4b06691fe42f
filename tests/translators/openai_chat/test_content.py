"""The parts of a message's content survive, in every spelling."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.answers import asked
from translators.canonical import Audio, Data, Document, FileId, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url, Video
from translators.openai_chat.content import read_content, read_part, write_part

MARK = {"type": "ephemeral", "ttl": "5m"}
CASES: list[tuple[dict[str, Any], Part]] = [
    ({"type": "text", "text": "hi"}, Text("hi")),
    ({"type": "text", "text": ""}, Text("")),
    ({"type": "text", "text": "hi", "cache_control": MARK, "image_url": None}, Text("hi", cache=MARK, extra={"image_url": None})),
    ({"type": "text", "text": "hi", "cache_control": None}, Text("hi", extra={"cache_control": None})),
    ({"type": "image_url", "image_url": {"url": "https://e.x/i.png"}}, Image(Url("https://e.x/i.png"))),
    ({"type": "image_url", "image_url": {"url": "gs://b/i.png", "detail": "low"}}, Image(Url("gs://b/i.png"), "low")),
    ({"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}}, Image(Data("image/png", "QQ=="))),
    ({"type": "image_url", "image_url": {"url": "data:image/svg+xml,%3Csvg%3E"}}, Image(Url("data:image/svg+xml,%3Csvg%3E"))),
    (
        {"type": "image_url", "image_url": {"url": "https://e.x/i", "detail": None, "x": 1}, "y": 2},
        Image(Url("https://e.x/i"), extra={"y": 2, "image_url": {"detail": None, "x": 1}}),
    ),
    ({"type": "image_url", "image_url": "https://e.x/i.png"}, Image(Url("https://e.x/i.png"), form="string")),
    ({"type": "input_audio", "input_audio": {"data": "QQ==", "format": "wav"}}, Audio(Data("audio/wav", "QQ=="))),
    ({"type": "input_audio", "input_audio": {"data": "QQ==", "format": "mp3"}}, Audio(Data("audio/mpeg", "QQ=="))),
    ({"type": "input_audio", "input_audio": {"data": "QQ=="}}, Audio(Data("", "QQ=="))),
    ({"type": "input_audio", "input_audio": "QQ=="}, Audio(Data("", "QQ=="), form="string")),
    (
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,QQ=="}},
        Document(Data("application/pdf", "QQ=="), "a.pdf"),
    ),
    ({"type": "file", "file": {"file_data": "QQ=="}, "cache_control": MARK}, Document(Data("", "QQ=="), cache=MARK)),
    ({"type": "file", "file": {"file_data": "https://e.x/a.pdf"}}, Document(Url("https://e.x/a.pdf"))),
    ({"type": "file", "file": {"file_id": "file-1", "x": 1}}, Document(FileId("file-1"), extra={"file": {"x": 1}})),
    (
        {"type": "document_url", "document_url": "https://e.x/a.pdf", "document_name": "a"},
        Document(Url("https://e.x/a.pdf"), "a", form="document_url"),
    ),
    ({"type": "video_url", "video_url": {"url": "https://e.x/v.mp4"}}, Video(Url("https://e.x/v.mp4"))),
    ({"type": "video_url", "video_url": "data:video/mp4;base64,QQ=="}, Video(Data("video/mp4", "QQ=="), form="string")),
    ({"type": "refusal", "refusal": "no"}, Refusal("no")),
    ({"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, Reasoning("hm", place="content")),
]
UNKNOWN: list[dict[str, Any]] = [
    {"type": "novel", "x": 1},
    {"type": "text", "text": None},
    {"type": "image_url", "image_url": {}},
    {"type": "image_url", "image_url": None},
    {"type": "input_audio", "input_audio": 1},
    {"type": "file", "file": {"filename": "a"}},
    {"type": "file", "file": "x"},
    {"type": "document_url", "document_url": {}},
    {"type": "video_url"},
    {"type": "refusal", "refusal": "no", "x": 1},
    {"type": "thinking", "thinking": [{"type": "reference", "reference_ids": [1]}]},
    {"type": "thinking", "thinking": "x"},
    {"type": None},
    {},
]


@pytest.mark.parametrize(("wire", "part"), CASES, ids=range(len(CASES)))
def test_each_part_is_read_and_written(wire: dict[str, Any], part: Part) -> None:
    """Both ways, exactly."""
    assert read_part(wire) == part
    assert write_part(part) == wire


@pytest.mark.parametrize("wire", UNKNOWN, ids=range(len(UNKNOWN)))
def test_what_is_not_understood_is_carried(wire: dict[str, Any]) -> None:
    """As it is, on its own wire."""
    part = read_part(wire)
    assert isinstance(part, Unknown)
    assert write_part(part) == wire


@given(asked)
def test_a_part_survives(part: Part) -> None:
    """The law: read(write(p)) == p."""
    wire = write_part(part)
    assert wire is not None
    assert read_part(wire) == part


def test_what_has_no_place_in_content_stands_elsewhere() -> None:
    """In a field of its message."""
    assert write_part(ToolCall("1", "f", "{}")) is None
    assert write_part(Reasoning("hm")) is None
    assert write_part(Audio(None, id="a")) is None


def test_loose_words_are_text() -> None:
    """Some servers' lists have them."""
    assert read_content(["hi", {"type": "text", "text": "ho"}]) == [Text("hi"), Text("ho")]
