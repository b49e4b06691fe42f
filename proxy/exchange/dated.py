"""A reply whose provider does not say when it was made (Anthropic's, Gemini's) was made now."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec.structs import replace

from translators.canonical import Event, Start


def dated(events: list[Event], now: Callable[[], float] = time.time) -> list[Event]:
    """The first events of a reply. OpenAI's formats tell callers when: without this, 1970."""
    if events and isinstance(start := events[0], Start) and not start.created:
        events[0] = replace(start, created=int(now()))
    return events
