"""Frames as they stand in a written stream, for the grammars that judge it."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct


class Frame(Struct, frozen=True):
    """One frame: the name its event line gives it, and its data; text where that is no JSON."""

    event: str | None
    data: Any


def framed(body: bytes) -> list[Frame]:
    """Blocks between blank lines. What is neither event nor data is a comment."""
    frames = []
    for block in body.decode().replace("\r\n", "\n").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if not lines:
            continue
        fields = [line.partition(":") for line in lines]
        data = "\n".join(value.removeprefix(" ") for name, _, value in fields if name == "data")
        event = next((value.strip() for name, _, value in fields if name == "event"), None)
        frames.append(Frame(event, json.loads(data) if data.startswith(("{", "[{")) else data))
    return frames
