"""Journals made for tests, and all that is in one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from records.ledger.entry import Entry, encode
from records.ledger.journal.frames import framed
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import read
from records.ledger.journal.segments import header, seed, segment
from translators.canonical import Usage

NAME = "20261121T101500Z-0123456789abcdef"
PLENTY = 1 << 30
USUAL = Entry(
    request_id="req_0",
    attempt=1,
    at=1_800_000_000_000_000,
    key="ci",
    organization="acme",
    user="u-1",
    service="search",
    customer="c-123",
    tags={"team": "search"},
    model="fast",
    route="fast",
    provider="openai",
    target="openai/gpt-4o-mini",
    finish="stop",
    usage=Usage(input=9, cache_read=4, output=5, provider_cost="0.0021"),
    cost=123,
    costs={"input": 3, "output": 120},
    latency_us=500_000,
    ttft_us=210_000,
)


def entry(number: int) -> Entry:
    """One like others, known by its number."""
    return replace(USUAL, request_id=f"req_{number}", at=USUAL.at + number)


def opened(root: Path, *, cap: int = PLENTY, sync_every: float = 0.01, durable: bool = False, segment_size: int = 64 << 20) -> Journal:
    """One with nothing special."""
    return Journal.open(root, cap=cap, sync_every=sync_every, durable=durable, segment_size=segment_size)


def open_files() -> set[int]:
    """Of this process."""
    return {int(path.name) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}


class Placed(NamedTuple):
    """Where an entry stands."""

    segment: int
    start: int
    end: int
    entry: Entry


def written(folder: Path, segments: Sequence[Sequence[Entry]]) -> list[Placed]:
    """A journal with these entries in its segments, as a process leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    placed = []
    for number, entries in enumerate(segments, 1):
        data = header(folder.name, number)
        for one in entries:
            frame = framed(encode(one), seed(folder.name, number))
            placed.append(Placed(number, len(data), len(data) + len(frame), one))
            data += frame
        segment(folder, number).write_bytes(data)
    return placed


def everything(folder: Path, most: int = 1000, after: Position = START) -> tuple[list[Entry], int]:
    """All entries behind a position, and how many bytes were damaged."""
    entries, damaged = [], 0
    while True:
        found = read(folder, after, most)
        entries += found.entries
        damaged += found.damaged
        after = found.upto
        if found.ended:
            return entries, damaged
