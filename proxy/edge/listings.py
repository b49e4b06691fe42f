"""The list of models in the shape each wire has for it: a page at a time, and one by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from proxy.edge.spoken import ANTHROPIC, GEMINI, OPENAI
from translators.canonical import Kind, Problem

Entry = Mapping[str, Any]  # as OpenAI's list has it, with what we know beside it
Query = Mapping[str, str]
Wire = Mapping[str, Any]

MOST = 1000  # entries of a page
A_FEW, SOME = 20, 50  # where the caller does not say: Anthropic's number, and Google's
METHODS = ("generateContent", "streamGenerateContent", "countTokens")


class Listing(Struct, frozen=True):
    """How one wire lists models."""

    page: Callable[[Sequence[Entry], Query], Wire]
    one: Callable[[Entry], Wire]


def openai_page(entries: Sequence[Entry], _: Query) -> Wire:
    """All of them."""
    return {"object": "list", "data": entries}


def anthropic_page(entries: Sequence[Entry], query: Query) -> Wire:
    """Those after an id, or those before one."""
    size = _size(query, "limit", A_FEW)
    before = query.get("before_id")
    if before:
        end = _place(entries, before, "before_id")
        shown, more = entries[max(0, end - size) : end], end > size
    else:
        start = _after(entries, query, "after_id")
        shown, more = entries[start : start + size], len(entries) > start + size
    ids = [entry["id"] for entry in shown] or [None]
    return {"data": [anthropic_one(entry) for entry in shown], "has_more": more, "first_id": ids[0], "last_id": ids[-1]}


def anthropic_one(entry: Entry) -> Wire:
    """Named, dated, and with its limits where they are known."""
    return {
        "type": "model",
        "id": entry["id"],
        "display_name": entry["id"],
        "created_at": datetime.fromtimestamp(entry["created"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lifecycle": "active",
        "max_input_tokens": entry.get("context_window"),
        "max_tokens": entry.get("max_output_tokens"),
    }


def google_page(entries: Sequence[Entry], query: Query) -> Wire:
    """Those behind a token, which is the id of the last one before."""
    start, size = _after(entries, query, "pageToken"), _size(query, "pageSize", SOME)
    shown = entries[start : start + size]
    page: dict[str, Any] = {"models": [google_one(entry) for entry in shown]}
    if len(entries) > start + size:
        page["nextPageToken"] = shown[-1]["id"]
    return page


def google_one(entry: Entry) -> Wire:
    """A resource with what can be done with it."""
    limits = {"inputTokenLimit": entry.get("context_window"), "outputTokenLimit": entry.get("max_output_tokens")}
    return {
        "name": f"models/{entry['id']}",
        "version": "1",
        "displayName": entry["id"],
        **{name: limit for name, limit in limits.items() if limit is not None},
        "supportedGenerationMethods": METHODS,
    }


LISTINGS = {
    OPENAI: Listing(openai_page, lambda entry: entry),
    ANTHROPIC: Listing(anthropic_page, anthropic_one),
    GEMINI: Listing(google_page, google_one),
}


def _size(query: Query, name: str, otherwise: int) -> int:
    text = query.get(name) or "0"
    if not text.isdecimal() or len(text) > 9:
        raise Problem(Kind.INVALID_REQUEST, f"{name}: must be a whole number", param=name)
    return min(int(text), MOST) or otherwise


def _after(entries: Sequence[Entry], query: Query, name: str) -> int:
    id = query.get(name)
    return _place(entries, id, name) + 1 if id else 0


def _place(entries: Sequence[Entry], id: str, name: str) -> int:
    found = next((place for place, entry in enumerate(entries) if entry["id"] == id), None)
    if found is None:
        raise Problem(Kind.INVALID_REQUEST, f"{name}: no model of this list is called so", param=name)
    return found
