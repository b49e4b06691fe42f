"""The list of models in the shape each wire has for it."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import ModelInfo

from proxy.edge.listings import LISTINGS, Entry, Query
from translators.canonical import Kind, Problem

ENTRIES: list[Entry] = [{"id": f"house/{n}", "object": "model", "created": 1_700_000_000, "owned_by": "house"} for n in range(60)]
KNOWN: Entry = {**ENTRIES[0], "context_window": 8000, "max_output_tokens": 400}


def page(wire: str, query: Query) -> Any:
    """One."""
    return LISTINGS[wire].page(ENTRIES, query)


def test_openais_list_is_whole() -> None:
    """It knows no pages."""
    assert page("openai_chat", {"limit": "2"}) == {"object": "list", "data": ENTRIES}


def ids(found: Any) -> list[str]:
    """Of a page of Anthropic's."""
    return [entry["id"] for entry in found["data"]]


def test_anthropics_pages_follow_one_another() -> None:
    """Forwards by the last id, backwards by the first; twenty at a time."""
    first = page("anthropic", {})
    assert (len(first["data"]), first["has_more"], first["first_id"], first["last_id"]) == (20, True, "house/0", "house/19")
    second = page("anthropic", {"after_id": first["last_id"], "limit": "40"})
    assert (len(second["data"]), second["has_more"], second["first_id"]) == (40, False, "house/20")
    back = page("anthropic", {"before_id": second["first_id"], "limit": "5"})
    assert (ids(back), back["has_more"]) == ([f"house/{n}" for n in range(15, 20)], True)
    assert page("anthropic", {"after_id": "house/59"}) == {"data": [], "has_more": False, "first_id": None, "last_id": None}


def test_anthropics_entry_is_what_its_sdk_reads() -> None:
    """A date it can read, and limits."""
    found = ModelInfo.model_validate(LISTINGS["anthropic"].one(KNOWN), strict=False)
    assert (found.id, found.type, found.created_at.year, found.max_input_tokens) == ("house/0", "model", 2023, 8000)


def test_googles_pages_follow_one_another() -> None:
    """By a token; fifty at a time."""
    first = page("gemini", {})
    assert (len(first["models"]), first["nextPageToken"]) == (50, "house/49")
    last = page("gemini", {"pageToken": first["nextPageToken"]})
    assert (len(last["models"]), "nextPageToken" in last) == (10, False)
    assert len(page("gemini", {"pageSize": "7"})["models"]) == 7


def test_googles_entry_is_a_resource() -> None:
    """With what can be done with it, and its limits where they are known."""
    found = LISTINGS["gemini"].one(KNOWN)
    assert (found["name"], found["inputTokenLimit"], found["outputTokenLimit"]) == ("models/house/0", 8000, 400)
    assert "generateContent" in found["supportedGenerationMethods"]
    assert "inputTokenLimit" not in LISTINGS["gemini"].one(ENTRIES[0])


@pytest.mark.parametrize(
    ("wire", "name", "value"),
    [
        ("anthropic", "limit", "many"), ("anthropic", "after_id", "none"), ("anthropic", "before_id", "none"),
        ("gemini", "pageSize", "-1"), ("gemini", "pageToken", "none"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(wire: str, name: str, value: str) -> None:
    """By name."""
    with pytest.raises(Problem) as caught:
        page(wire, {name: value})
    assert (caught.value.kind, caught.value.param) == (Kind.INVALID_REQUEST, name)
