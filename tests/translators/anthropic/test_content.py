"""Texts, pictures and documents, in every way this wire has of giving them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from translators.anthropic.content import (
    read_document,
    read_image,
    read_text,
    visible,
    write_document,
    write_image,
    write_text,
)
from translators.canonical import Data, Document, FileId, Image, Text, Url

MARK = {"type": "ephemeral", "ttl": "1h"}


@pytest.mark.parametrize(
    "wire",
    [
        {"type": "text", "text": "x"},
        {"type": "text", "text": "x", "cache_control": MARK, "citations": None},
        {"type": "text", "text": "x", "citations": [{"type": "char_location", "cited_text": "x"}], "later": 1},
        {"type": "text", "text": "x", "cache_control": None},
    ],
)
def test_a_text_comes_back_as_it_was(wire: dict[str, Any]) -> None:
    """With what nobody here understands."""
    part = read_text(wire)
    assert part is not None
    assert write_text(part, own=True) == wire


def test_a_text_of_another_wire_has_its_marker_and_no_more() -> None:
    """A caller is told of its citations, a provider is not."""
    note = {"type": "url_citation", "url_citation": {"url": "https://a.example"}}
    part = Text("x", (note,), MARK, {"theirs": 1})
    assert write_text(part, own=False) == {"type": "text", "text": "x", "cache_control": MARK}
    assert write_text(part, own=False, cited=True)["citations"][0]["url"] == "https://a.example"


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ({"type": "base64", "media_type": "image/png", "data": "iVBO"}, Data("image/png", "iVBO")),
        ({"type": "url", "url": "https://a.example/i.png"}, Url("https://a.example/i.png")),
        ({"type": "file", "file_id": "file_1"}, FileId("file_1")),
        ({"type": "url", "url": "https://a.example/i.png", "later": 1}, None),
        ("x", None),
    ],
)
def test_a_picture_comes_back_as_it_was(source: Any, known: Any) -> None:
    """One that is not understood whole is not understood."""
    wire = {"type": "image", "source": source, "cache_control": MARK}
    part = read_image(wire)
    assert (None if part is None else part.source) == known
    if part is not None:
        assert write_image(part, own=True) == wire


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (Data("image/jpg", "x"), "image/jpeg"),
        (Data("image/webp", "x"), "image/webp"),
        (Data("", "iVBORw0KGgo"), "image/png"),
        (Data("", "R0lGODlh"), "image/gif"),
        (Data("", "AAAA"), "image/jpeg"),
    ],
)
def test_a_picture_of_another_wire_says_what_it_is(data: Data, media_type: str) -> None:
    """This wire requires it."""
    assert write_image(Image(data, detail="low"), own=False)["source"]["media_type"] == media_type


def test_an_address_is_the_providers_to_refuse() -> None:
    """Also when it is not https."""
    assert write_image(Image(Url("http://a.example/i.png")), own=False)["source"] == {"type": "url", "url": "http://a.example/i.png"}


@pytest.mark.parametrize(
    "source",
    [
        {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
        {"type": "text", "media_type": "text/plain", "data": "Grüße"},
        {"type": "url", "url": "https://a.example/d.pdf"},
        {"type": "file", "file_id": "file_1"},
    ],
)
def test_a_document_comes_back_as_it_was(source: Any) -> None:
    """With its title, its context and whether it may be cited."""
    wire = {"type": "document", "source": source, "title": "T", "context": "c", "citations": {"enabled": True}, "cache_control": MARK}
    part = read_document(wire)
    assert part is not None
    assert part.name == "T"
    assert write_document(part, own=True) == wire


def test_a_document_of_parts_is_for_this_wire_alone() -> None:
    """Nobody else has such."""
    assert read_document({"type": "document", "source": {"type": "content", "content": "x"}}) is None


def b64(text: bytes) -> str:
    """As it is sent."""
    return b64encode(text).decode()


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (Data("application/pdf", "JVBERi0="), {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}),
        (Data("", "JVBERi0="), {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}),
        (Data("text/csv; charset=utf-8", b64(b"a,b")), {"type": "text", "media_type": "text/plain", "data": "a,b"}),
        (Data("application/json", b64(b"{}")), {"type": "text", "media_type": "text/plain", "data": "{}"}),
        (Data("text/plain", b64(b"\xff!")), {"type": "text", "media_type": "text/plain", "data": "\ufffd!"}),
        (Data("text/plain", "no base64"), {"type": "text", "media_type": "text/plain", "data": "no base64"}),
        (Url("https://a.example/d.pdf"), {"type": "url", "url": "https://a.example/d.pdf"}),
    ],
)
def test_a_document_of_another_wire_is_pdf_or_text(source: Any, written: Any) -> None:
    """What it is not, its provider says."""
    wire = write_document(Document(source, "d.pdf", MARK, {"theirs": 1}), own=False)
    assert wire == {"type": "document", "source": written, "title": "d.pdf", "cache_control": MARK}


@pytest.mark.parametrize(("media_type", "seen"), [("image/png", True), ("image/JPG", True), ("", True), ("image/heic", False)])
def test_claude_sees_pictures_of_four_kinds(media_type: str, seen: bool) -> None:
    """Under whatever name; one that does not say what it is is taken for one of them."""
    assert visible(Data(media_type, "iVBOR")) is seen


def test_a_document_that_is_a_picture_is_one() -> None:
    """Here it is refused as anything else."""
    assert write_document(Document(Data("image/png", "x"), "i.png"), own=False)["type"] == "image"
