"""Where an answer has its facts from."""

from __future__ import annotations

from typing import Any

from translators.gemini.grounding import read_notes, searches, write_grounding

TEXT = "Où ? Là-bas, dit-il. Pas ici."


def note(url: str, start: int, end: int, **more: str) -> dict[str, Any]:
    return {"type": "url_citation", "url_citation": {"url": url, **more, "start_index": start, "end_index": end}}


def segment(start: int, end: int) -> dict[str, Any]:
    """In bytes, as Google counts."""
    first, last = len(TEXT[:start].encode()), len(TEXT[:end].encode())
    return ({"startIndex": first} if first else {}) | {"endIndex": last, "text": TEXT[start:end]}


def test_bytes_become_characters_and_back() -> None:
    grounding = {
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "A"}}, {"retrievedContext": {"uri": "gs://b"}}, {"odd": {}}],
        "groundingSupports": [
            {"segment": segment(0, 4), "groundingChunkIndices": [0, 1, 2, 9]},
            {"segment": segment(5, 20), "groundingChunkIndices": [0]},
        ],
    }
    notes = read_notes({"groundingMetadata": grounding}, TEXT)
    assert notes == (note("https://a.example", 0, 4, title="A"), note("gs://b", 0, 4), note("https://a.example", 5, 20, title="A"))
    assert read_notes({"groundingMetadata": write_grounding(notes, TEXT)}, TEXT) == notes


def test_words_are_looked_for_where_the_bytes_do_not_fit() -> None:
    grounding = {
        "groundingChunks": [{"web": {"uri": "u"}}],
        "groundingSupports": [{"segment": {"startIndex": 1, "endIndex": 3, "text": "Pas ici"}, "groundingChunkIndices": [0]}],
    }
    assert read_notes({"groundingMetadata": grounding}, TEXT) == (note("u", TEXT.index("Pas"), TEXT.index("Pas") + 7),)


def test_a_source_without_a_place_is_of_all_the_words() -> None:
    grounding = {"groundingChunks": [{"web": {"uri": "u"}}]}
    assert read_notes({"groundingMetadata": grounding}, "abc") == (note("u", 0, 3),)


def test_both_services_citations_are_read() -> None:
    row = {"startIndex": 0, "endIndex": 4, "uri": "u"}
    for name in ("citations", "citationSources"):
        assert read_notes({"citationMetadata": {name: [row, {"title": "no address"}]}}, "abcdef") == (note("u", 0, 4),)


def test_searches_of_the_web_are_counted() -> None:
    assert searches([{"groundingMetadata": {"webSearchQueries": ["a", "b", ""]}}, {}, "x"]) == 2
    assert searches(None) == 0


def test_odd_notes_and_odd_metadata_say_nothing() -> None:
    assert write_grounding([{"type": "file_citation"}, {"url_citation": {"url": 3}}], "x") == {}
    assert (
        read_notes({"groundingMetadata": {"groundingChunks": "x", "groundingSupports": [{"segment": 1}]}, "citationMetadata": []}, "x")
        == ()
    )
