"""The input items of a response, a page at a time, as OpenAI lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from translators.canonical import Kind, Problem

MOST, USUAL = 100, 20
PREFIXES = {"message": "msg", "function_call": "fc", "function_call_output": "fco", "reasoning": "rs"}


def page(items: Sequence[bytes], response: str, query: Mapping[str, str]) -> Mapping[str, Any]:
    """Those that `limit`, `order` and `after` ask for. The newest come first, unless `order` says otherwise."""
    named = [_named(item, response, place) for place, item in enumerate(items)]
    if _order(query) == "desc":
        named.reverse()
    limit, start = _limit(query), _start(named, query.get("after"))
    shown = named[start : start + limit]
    ids = [item["id"] for item in shown] or [None]
    return {"object": "list", "data": shown, "first_id": ids[0], "last_id": ids[-1], "has_more": len(named) > start + limit}


def _named(item: bytes, response: str, place: int) -> dict[str, Any]:
    """With an id, which is the same whenever it is asked for, and in the long form of what can be said shortly."""
    fields: dict[str, Any] = msgspec.json.decode(item)
    kind = fields.setdefault("type", "message")
    if not fields.get("id"):
        fields["id"] = f"{PREFIXES.get(kind, 'item')}_{response.removeprefix('resp_')}_{place}"
    if kind == "message" and isinstance(fields.get("content"), str):
        part: dict[str, Any] = {"type": "input_text", "text": fields["content"]}
        if fields.get("role") == "assistant":
            part = {"type": "output_text", "text": fields["content"], "annotations": []}
        fields["content"] = [part]
    if kind in PREFIXES and kind != "reasoning":
        fields.setdefault("status", "completed")
    return fields


def _order(query: Mapping[str, str]) -> str:
    order = query.get("order") or "desc"
    if order not in ("asc", "desc"):
        raise Problem(Kind.INVALID_REQUEST, "order: must be asc or desc", param="order")
    return order


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit") or f"{USUAL}"
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= MOST:
        raise Problem(Kind.INVALID_REQUEST, f"limit: must be a whole number from 1 to {MOST}", param="limit")
    return int(text)


def _start(items: Sequence[Mapping[str, Any]], after: str | None) -> int:
    if not after:
        return 0
    place = next((place for place, item in enumerate(items) if item["id"] == after), None)
    if place is None:
        raise Problem(Kind.INVALID_REQUEST, "after: no item of this list has this id", param="after")
    return place + 1
