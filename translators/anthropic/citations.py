"""Where an answer has its words from. Only what has an address can be said on another wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from translators.canonical import Text
from translators.translator import Wire


def read_citations(citations: Iterable[Any], length: int) -> tuple[Mapping[str, Any], ...]:
    """Citations of a text so long: each is of the whole of it. A place in a document has no address, so it stays on this wire."""
    return tuple(
        {"type": "url_citation", "url_citation": {"url": url, "title": _title(citation), "start_index": 0, "end_index": length}}
        for citation in citations
        if isinstance(citation, dict) and (url := _address(citation)) is not None
    )


def write_citations(text: Text) -> list[Wire]:
    """Citations from another wire, as finds of a search. What proves one to its provider is not to be had."""
    return [
        {
            "type": "web_search_result_location",
            "url": cited["url"],
            "title": cited.get("title"),
            "cited_text": "",  # nobody told what it says there
            "encrypted_index": "",
        }
        for note in text.annotations
        if isinstance(cited := note.get("url_citation"), Mapping) and isinstance(cited.get("url"), str)
    ]


def _address(citation: Wire) -> str | None:
    match citation:
        case {"type": "web_search_result_location", "url": str() as url}:
            return url
        case {"type": "search_result_location", "source": str() as url} if url.startswith(("http://", "https://")):
            return url
        case _:
            return None


def _title(citation: Wire) -> str:
    title = citation.get("title")
    return title if isinstance(title, str) else ""
