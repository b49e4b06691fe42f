"""What is left of a provider's rate limits, in this wire's headers. Its resets are times of day."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from translators.canonical import Limits, Window
from translators.translator import Headers

_PREFIX = "anthropic-ratelimit-"
_HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")


def read_limits(headers: Headers) -> Limits | None:
    """What a reply's head says of them; None when it says nothing."""
    requests, tokens = _window(headers, "requests"), _window(headers, "tokens")
    if requests is None and tokens is None:
        return None
    return Limits(requests=requests, tokens=tokens)


def write_limits(limits: Limits, now: float) -> tuple[tuple[str, str], ...]:
    """As Anthropic writes them."""
    written: list[tuple[str, str]] = []
    for name, window in (("requests", limits.requests), ("tokens", limits.tokens)):
        if window is not None:
            fields = (("limit", window.limit), ("remaining", window.remaining))
            written += [(f"{_PREFIX}{name}-{field}", str(count)) for field, count in fields if count is not None]
            if window.reset is not None:
                moment = datetime.fromtimestamp(now + max(0.0, window.reset), UTC)
                written.append((f"{_PREFIX}{name}-reset", moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
    return tuple(written)


def _window(headers: Headers, name: str) -> Window | None:
    limit, remaining = (_count(headers.get(f"{_PREFIX}{name}-{field}", "")) for field in ("limit", "remaining"))
    reset = _until(headers.get(f"{_PREFIX}{name}-reset", ""), headers.get("date", ""))
    return None if limit is None and remaining is None else Window(limit, remaining, reset)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _until(moment: str, date: str) -> float | None:
    """Seconds between when a reply was sent and the moment it names: the provider's own clock on both sides."""
    if not _RFC_3339.fullmatch(moment):
        return None
    try:
        sent = datetime.strptime(date, _HTTP_DATE).replace(tzinfo=UTC)
        return max(0.0, (datetime.fromisoformat(moment) - sent).total_seconds())
    except (ValueError, OverflowError):
        return None
