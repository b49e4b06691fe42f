"""The parts of a message's content, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Audio, Data, Document, FileId, Image, Part, Refusal, Text, Unknown, Url, Video
from translators.openai_responses.content import read_content, read_part, write_content, write_part

PNG = "data:image/png;base64,QQ=="
READ: list[tuple[dict[str, Any], Part]] = [
    ({"type": "input_text", "text": "a"}, Text("a")),
    ({"type": "output_text", "text": "a", "annotations": [], "logprobs": []}, Text("a")),
    ({"type": "refusal", "refusal": "no"}, Refusal("no")),
    ({"type": "input_image", "image_url": PNG, "detail": "auto"}, Image(Data("image/png", "QQ=="))),
    ({"type": "input_image", "image_url": "https://x/y.png", "detail": "low"}, Image(Url("https://x/y.png"), "low")),
    ({"type": "input_image", "file_id": "f", "image_url": None}, Image(FileId("f"))),
    (
        {"type": "input_file", "file_data": "data:application/pdf;base64,QQ==", "filename": "a.pdf"},
        Document(Data("application/pdf", "QQ=="), "a.pdf"),
    ),
    ({"type": "input_file", "file_url": "https://x/y.pdf"}, Document(Url("https://x/y.pdf"))),
    ({"type": "input_file", "file_id": "f"}, Document(FileId("f"))),
    ({"type": "input_audio", "input_audio": {"data": "QQ==", "format": "mp3"}}, Audio(Data("audio/mpeg", "QQ=="))),
    ({"type": "input_text", "text": "a", "novel": 1}, Text("a", extra={"novel": 1})),
    ({"type": "novel"}, Unknown("novel", {"type": "novel"})),
    ({"type": "input_image"}, Unknown("input_image", {"type": "input_image"})),
]


@pytest.mark.parametrize(("wire", "part"), READ)
def test_a_part_is_read(wire: dict[str, Any], part: Part) -> None:
    """What is empty says nothing, what is not understood stays."""
    assert read_part(wire) == part


@pytest.mark.parametrize(
    ("part", "wire"),
    [
        (Text("a"), {"type": "input_text", "text": "a"}),
        (Image(Url("u:v")), {"type": "input_image", "image_url": "u:v", "detail": "auto"}),
        (Image(Data("", "QQ=="), "high"), {"type": "input_image", "image_url": PNG, "detail": "high"}),
        (Image(FileId("f")), {"type": "input_image", "file_id": "f", "detail": "auto"}),
        (Document(FileId("f"), "n"), {"type": "input_file", "file_id": "f"}),
        (Document(Url("u:v")), {"type": "input_file", "file_url": "u:v"}),
        (
            Document(Data("text/plain", "QQ=="), "notes"),
            {"type": "input_file", "filename": "notes.txt", "file_data": "data:text/plain;base64,QQ=="},
        ),
        (Document(Data("", "QQ=="), "a.b"), {"type": "input_file", "filename": "a.b", "file_data": "data:application/pdf;base64,QQ=="}),
        (Video(Url("u:v")), None),
        (Audio(Data("audio/wav", "QQ==")), None),
    ],
)
def test_a_part_is_written(part: Part, wire: dict[str, Any] | None) -> None:
    """With everything OpenAI requires of it."""
    assert write_part(part, caching=False) == wire


def test_a_cache_marker_is_a_breakpoint_where_the_model_knows_them() -> None:
    """Both ways; elsewhere it is left out."""
    marked = Text("a", cache={"type": "ephemeral"})
    wire = {"type": "input_text", "text": "a", "prompt_cache_breakpoint": {"mode": "explicit"}}
    assert read_part(wire) == marked
    assert write_content((marked,), caching=True) == [wire]
    assert write_content((marked,), caching=False) == "a"
    assert read_part({**wire, "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"}}) == Text(
        "a", cache={"type": "ephemeral", "ttl": "1h"}
    )


def test_content_may_be_a_string() -> None:
    """And is one again."""
    assert read_content("a") == (Text("a"),)
    assert read_content("") == read_content(None) == ()
    assert write_content((Text("a"),), caching=True) == "a"
    assert write_content((Video(Url("u:v")),), caching=True) is None
