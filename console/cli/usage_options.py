"""What `modelbridge usage` can be asked; apart from how it answers, so that other commands need not load that."""

from __future__ import annotations

import argparse

BY = ("provider", "model", "key", "organization", "user", "service", "customer", "tag", "route")
WHAT = ("summary", *(f"by-{by}" for by in BY), "timeseries", "requests", "export")
FILTERS = {
    "since": ("TIME", "from when on: 2026-11-01, 2026-11-01T12:00:00Z or 7d (ago) (default: 30d)"),
    "until": ("TIME", "up to when, not included (default: now)"),
    **{name: ("NAME", f"only of this {name}") for name in ("organization", "key", "user", "service", "customer", "provider", "route")},
    "model": ("NAME", "only of this model, as provider/model"),
    "tag": ("NAME=VALUE", "only with this tag"),
    "status": ("STATUS", "only with this status: 429, or 2xx, 4xx, 5xx"),
    "problem": ("CODE", "only with this error"),
}


def add_usage(command: argparse.ArgumentParser) -> None:
    """Its arguments, but for --config."""
    add = command.add_argument
    add("what", metavar="WHAT", nargs="?", choices=WHAT, default=WHAT[0], help=f"one of {', '.join(WHAT)} (default: {WHAT[0]})")
    for name, (shown, meaning) in FILTERS.items():
        add(f"--{name}", metavar=shown, help=meaning)
    add("--limit", metavar="NUMBER", help="of by-…: the most names (default: 100); of requests: the most entries (default: 50)")
    add("--cursor", metavar="CURSOR", help="of requests: where to go on, as the page before says it")
    add("--step", metavar="STEP", help="of timeseries: hour or day")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as the API tells it; an export as one object a line")
    form.add_argument("--csv", action="store_true", help="for spreadsheets; an export always is, unless --json is said")


def said(asked: argparse.Namespace) -> list[tuple[str, str]]:
    """Everything that narrows the question, by name."""
    given = ((name, getattr(asked, name)) for name in (*FILTERS, "limit", "cursor", "step"))
    return [(name, value) for name, value in given if value is not None]
