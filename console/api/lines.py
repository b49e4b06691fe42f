"""An entry as one line: of CSV for spreadsheets, of JSON for programs. Its fields are documented in docs/usage.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from records.ledger.entry import Entry
from records.ledger.figures import BUCKETS
from records.ledger.moments import shown
from records.money import usd

# A spreadsheet takes a cell that begins so for a formula, and what a caller named himself may be one.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _bucket(name: str) -> Callable[[Entry], Any]:
    return lambda entry: getattr(entry.usage, name)


_FIELDS: Mapping[str, Callable[[Entry], Any]] = {
    "at": lambda entry: shown(entry.at),
    "request_id": lambda entry: entry.request_id,
    "attempt": lambda entry: entry.attempt,
    "revision": lambda entry: entry.revision,
    "status": lambda entry: entry.status,
    "problem": lambda entry: entry.problem,
    "finish": lambda entry: entry.finish,
    "organization": lambda entry: entry.organization,
    "key": lambda entry: entry.key,
    "user": lambda entry: entry.user,
    "service": lambda entry: entry.service,
    "customer": lambda entry: entry.customer,
    "tags": lambda entry: entry.tags,
    "model": lambda entry: entry.model,
    "route": lambda entry: entry.route,
    "provider": lambda entry: entry.provider,
    "target": lambda entry: entry.target,
    "streamed": lambda entry: entry.streamed,
    "cache": lambda entry: entry.cache,
    **{bucket: _bucket(bucket) for bucket in BUCKETS},
    "estimated": lambda entry: entry.estimated != "",
    "estimated_why": lambda entry: entry.estimated,
    "cost_nanousd": lambda entry: entry.cost,
    "costs_nanousd": lambda entry: entry.costs,
    "provider_cost_nanousd": lambda entry: entry.provider_cost,
    "charged_nanousd": lambda entry: entry.charged,
    "saved_nanousd": lambda entry: entry.saved,
    "cost_usd": lambda entry: usd(entry.cost),
    "charged_usd": lambda entry: usd(entry.charged),
    "price": lambda entry: entry.price,
    "latency_us": lambda entry: entry.latency_us,
    "ttft_us": lambda entry: entry.ttft_us,
    "why": lambda entry: entry.why,
}
NAMES = tuple(_FIELDS)
_AMOUNT = "_usd"  # a text, but ours: that of a correction may begin with a minus


def fields(entry: Entry) -> dict[str, Any]:
    """By name, in the order of NAMES."""
    return {name: field(entry) for name, field in _FIELDS.items()}


def ndjson(entries: Iterable[Entry]) -> bytes:
    """One object a line."""
    return b"".join([orjson.dumps(fields(entry), option=orjson.OPT_APPEND_NEWLINE) for entry in entries])


def csv_rows(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One row a line, in the order in which their fields stand."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(name, value) for name, value in row.items()] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def csv_head(names: Iterable[str] = NAMES) -> bytes:
    """The first line."""
    return (",".join(names) + "\r\n").encode()


def _cell(name: str, value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case str() if not name.endswith(_AMOUNT) and value.startswith(FORMULAS):
            return f"'{value}"
        case dict():
            return orjson.dumps(value).decode() if value else ""
    return value
