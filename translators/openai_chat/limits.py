"""What is left of a provider's rate limits, in the headers that OpenAI gave the world; and those of its likes."""

from __future__ import annotations

import math
import re

from translators.canonical import Limits, Window
from translators.translator import Headers

# The endings of the headers that say it, the usual one first: a server that counts in several windows is asked for the shortest.
_REQUESTS = (
    "requests",
    "requests-minute",  # Cerebras
    "req-minute",  # Mistral
    "req-60-second",  # Mistral
    "",  # Together
)
_TOKENS = (
    "tokens",
    "tokens-minute",  # Cerebras, Mistral
    "tokens-usage-based",
)
_BY_SIZE = "ratelimitbysize"  # Mistral, of old: tokens in a minute
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?(?:\d+(?:\.\d+)?(?:us|µs|ns))?")
_MOST = 2**53  # beyond it a number is not exact, and means that there is no limit
_LONGEST = 366 * 86_400.0  # seconds; more is no duration but a date, and there is no clock here to read it by


def read_limits(headers: Headers) -> Limits | None:
    """What a reply's head says of them; None when it says nothing."""
    requests = _window(headers, _REQUESTS)
    tokens = _window(headers, _TOKENS) or _read(headers, f"{_BY_SIZE}-limit", f"{_BY_SIZE}-remaining", f"{_BY_SIZE}-reset")
    return None if requests is None and tokens is None else Limits(requests=requests, tokens=tokens)


def write_limits(limits: Limits, _: float) -> tuple[tuple[str, str], ...]:
    """As OpenAI writes them. Its resets are durations, so the time of day does not matter."""
    written: list[tuple[str, str]] = []
    for name, window in (("requests", limits.requests), ("tokens", limits.tokens)):
        if window is not None:
            said = (("limit", _digits(window.limit)), ("remaining", _digits(window.remaining)), ("reset", _spelled(window.reset)))
            written += [(f"x-ratelimit-{word}-{name}", value) for word, value in said if value is not None]
    return tuple(written)


def read_duration(text: str) -> float | None:
    """Seconds, of "6m0s", "1.2s", "17ms" (OpenAI, Groq) or a bare "59.7" (Azure, Cerebras)."""
    text = text.strip()
    seconds = _number(text)
    if seconds is None:
        found = _DURATION.fullmatch(text) if text and len(text) < 40 else None
        if found is None:
            return None
        days, hours, minutes, whole, thousandths = (float(part or 0) for part in found.groups())
        seconds = round(days * 86_400 + hours * 3600 + minutes * 60 + whole + thousandths / 1000, 6)
    return seconds if 0 <= seconds <= _LONGEST else None


def _window(headers: Headers, endings: tuple[str, ...]) -> Window | None:
    for ending in endings:
        names = (f"x-ratelimit-{word}{'-' if ending else ''}{ending}" for word in ("limit", "remaining", "reset"))
        window = _read(headers, *names)
        if window is not None:
            return window
    return None


def _read(headers: Headers, limit: str, remaining: str, reset: str) -> Window | None:
    window = Window(_count(headers.get(limit, "")), _count(headers.get(remaining, "")), read_duration(headers.get(reset, "")))
    return None if window.limit is None and window.remaining is None else window


def _count(text: str) -> int | None:
    """Azure says -1 where it does not know, Hugging Face has fractions."""
    number = _number(text)
    return int(number) if number is not None and 0 <= number < _MOST else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _digits(count: int | None) -> str | None:
    return None if count is None else str(count)


def _spelled(seconds: float | None) -> str | None:
    """As Go prints a duration: "0s", "17ms", "1.2s", "6m0s", "1h0m3s"."""
    if seconds is None:
        return None
    thousandths = round(max(0.0, seconds) * 1000)
    if 0 < thousandths < 1000:
        return f"{thousandths}ms"
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    said = f"{rest / 1000:g}s" if rest % 1000 else f"{rest // 1000}s"
    if hours:
        return f"{hours}h{minutes}m{said}"
    return f"{minutes}m{said}" if minutes else said
