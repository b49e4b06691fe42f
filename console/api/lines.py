"""An entry as one line: of CSV for spreadsheets, of JSON for programs. Its fields are documented in docs/usage.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from records.ledger.moments import shown
from records.money import usd

NAMES = (
    *("at", "request_id", "attempt", "revision", "key", "organization", "user", "service", "customer", "tags"),
    *("model", "route", "provider", "target", "status", "problem", "finish", "streamed", "cache"),
    *("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in", "tool_in"),
    *("output", "reasoning", "audio_out", "image_out", "searches", "estimated", "estimated_why"),
    *("cost_nanousd", "costs_nanousd", "provider_cost_nanousd", "charged_nanousd", "saved_nanousd", "cost_usd", "charged_usd"),
    *("price", "latency_us", "ttft_us", "why"),
)
# A spreadsheet takes a cell that begins so for a formula, and what a caller named himself may be one.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_OBJECTS = ("tags", "costs_nanousd")  # JSON in one cell
_FLAGS = tuple(map(NAMES.index, ("streamed", "estimated")))
_EMPTY = tuple(map(NAMES.index, _OBJECTS))
_TEXTS = tuple(
    NAMES.index(name)
    for name in (
        *("request_id", "key", "organization", "user", "service", "customer", "model", "route", "provider", "target"),
        *("problem", "finish", "cache", "estimated_why", "price", "why"),
    )
)


def values(row: Sequence[Any]) -> tuple[Any, ...]:
    """Of a row of the entries' table, in the order of NAMES. There are many of them, so it goes straight from one to the other."""
    (at, request_id, attempt, revision, key, organization, user, service, customer, tags, *rest) = row
    (model, route, provider, target, status, problem, finish, streamed, cache, *rest) = rest
    (*buckets, _, estimated, cost, costs, provider_cost, charged, saved, price, latency_us, ttft_us, why) = rest
    return (
        *(shown(at), request_id, attempt, revision, key, organization, user, service, customer, tags),
        *(model, route, provider, target, status, problem, finish, bool(streamed), cache),
        *(*buckets, estimated != "", estimated),
        *(cost, costs, provider_cost, charged, saved, usd(cost), usd(charged)),
        *(price, latency_us, ttft_us, why),
    )


def fields(row: Sequence[Any]) -> dict[str, Any]:
    """By name, for JSON: what is JSON in the table is not read to be written again."""
    found = dict(zip(NAMES, values(row), strict=True))
    for name in _OBJECTS:
        found[name] = orjson.Fragment(found[name])
    return found


def ndjson(rows: Iterable[Sequence[Any]]) -> bytes:
    """One object a line."""
    return b"".join([orjson.dumps(fields(row), option=orjson.OPT_APPEND_NEWLINE) for row in rows])


def csv_rows(rows: Iterable[Sequence[Any]]) -> bytes:
    """One row a line."""
    return _csv(map(_cells, rows))


def csv_head(names: Iterable[str] = NAMES) -> bytes:
    """The first line."""
    return (",".join(names) + "\r\n").encode()


def csv_table(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows of whatever else, whose fields stand in the order of the head; only their `name` is anybody's choice."""
    return _csv([_harmless(value) if name == "name" else value for name, value in row.items()] for row in rows)


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _cells(row: Sequence[Any]) -> Sequence[Any]:
    cells = list(values(row))
    for index in _TEXTS:
        if cells[index]:
            cells[index] = _harmless(cells[index])
    for index in _FLAGS:
        cells[index] = "true" if cells[index] else "false"
    for index in _EMPTY:
        if cells[index] == "{}":
            cells[index] = ""
    return cells


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text
