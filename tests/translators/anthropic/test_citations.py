"""What has an address crosses; a place in a document stays."""

from __future__ import annotations

import pytest
from anthropic.types import CitationsWebSearchResultLocation

from translators.anthropic.citations import read_citations, write_citations
from translators.canonical import Text

FOUND = {"type": "web_search_result_location", "url": "https://a.example", "title": "A", "cited_text": "x", "encrypted_index": "E"}


def test_what_was_found_is_an_annotation_of_the_whole_text() -> None:
    """In OpenAI's shape."""
    (note,) = read_citations([FOUND], 7)
    assert note == {"type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 7}}


@pytest.mark.parametrize(
    ("citation", "url"),
    [
        ({"type": "search_result_location", "source": "https://b.example", "title": None}, "https://b.example"),
        ({"type": "search_result_location", "source": "my notes", "title": "x"}, None),
        ({"type": "char_location", "cited_text": "x", "document_index": 0}, None),
        ({"type": "page_location", "cited_text": "x"}, None),
        ("x", None),
    ],
)
def test_only_an_address_can_be_said(citation: object, url: str | None) -> None:
    """Pages and characters of a document have none."""
    assert [note["url_citation"]["url"] for note in read_citations([citation], 1)] == ([] if url is None else [url])


def test_one_from_another_wire_is_official() -> None:
    """As the find of a search."""
    note = {"type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A", "start_index": 4, "end_index": 7}}
    (wire,) = write_citations(Text("The sky is blue", (note, {"type": "file_citation"})))
    assert CitationsWebSearchResultLocation.model_validate(wire).url == "https://a.example"
