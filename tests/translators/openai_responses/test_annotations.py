"""Citations: flat on this wire, nested inside."""

from __future__ import annotations

from typing import Any

import pytest

from translators.openai_responses.annotations import read_annotations, write_annotation, write_annotations

FLAT = {"type": "url_citation", "url": "u", "title": "t", "start_index": 1, "end_index": 2}
NESTED = {"type": "url_citation", "url_citation": {"url": "u", "title": "t", "start_index": 1, "end_index": 2}}


def test_a_citation_survives_both_ways() -> None:
    """Flat, nested, flat."""
    assert read_annotations([FLAT]) == (NESTED,)
    assert write_annotations((NESTED,)) == [FLAT]


def test_what_openai_requires_is_there() -> None:
    """A title above all."""
    note = {"type": "url_citation", "url_citation": {"url": "u"}}
    assert write_annotation(note) == {"type": "url_citation", "url": "u", "title": "", "start_index": 0, "end_index": 0}
    assert read_annotations([write_annotation(note)]) == (
        {"type": "url_citation", "url_citation": {"url": "u", "start_index": 0, "end_index": 0}},
    )


def test_a_text_that_follows_another_has_its_citations_further_on() -> None:
    """They count from the beginning of what is written."""
    assert write_annotations((NESTED,), 10) == [{**FLAT, "start_index": 11, "end_index": 12}]


@pytest.mark.parametrize(
    "note", [{}, {"type": "file", "file": {}}, {"type": "url_citation"}, {"type": "url_citation", "url_citation": {"url": 1}}]
)
def test_what_is_no_citation_stays_behind(note: dict[str, Any]) -> None:
    """It would be refused."""
    assert write_annotation(note) is None


def test_citations_of_files_stay_on_their_own_wire() -> None:
    """No other has a word for them."""
    assert read_annotations([{"type": "file_citation", "file_id": "f", "filename": "n", "index": 0}]) == ()
    assert read_annotations(None) == ()
