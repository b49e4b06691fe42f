"""The recorded exchanges with real providers, where they are to be had: beside the project, in ../shared/traffic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

TRAFFIC = Path(__file__).resolve().parents[2] / "shared" / "traffic"
ABSENT = "the recorded exchanges (../shared/traffic) are not here"


class Recording(Struct, frozen=True):
    """One exchange."""

    id: str
    provider: str
    tags: frozenset[str]
    request: Any
    status: int
    headers: dict[str, str]
    framing: str
    body: bytes


@cache
def recordings(api: str) -> tuple[Recording, ...]:
    """All of one API, in a fixed order; none where they are absent."""
    return tuple(_read(api)) if TRAFFIC.is_dir() else ()


def _read(api: str) -> Iterator[Recording]:
    for path in sorted(TRAFFIC.glob("*/*.json")):
        raw = json.loads(path.read_bytes())
        if raw["api"] == api and "body" in raw["response"]:
            answer = raw["response"]
            yield Recording(
                id=raw["id"],
                provider=raw["provider"],
                tags=frozenset(raw["tags"]),
                request=raw["request"]["body"],
                status=answer["status"],
                headers=answer["headers"],
                framing=answer["framing"],
                body=answer["body"].encode(),
            )
