"""Rate limits survive, in every server's spelling of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Limits, Window
from translators.openai_chat.limits import read_duration, read_limits, write_limits

SERVERS: list[tuple[str, dict[str, str], Limits | None]] = [
    ("nothing", {"content-type": "application/json"}, None),
    (
        "openai",
        {
            "x-ratelimit-limit-requests": "500",
            "x-ratelimit-remaining-requests": "499",
            "x-ratelimit-reset-requests": "120ms",
            "x-ratelimit-limit-tokens": "30000",
            "x-ratelimit-remaining-tokens": "0",
            "x-ratelimit-reset-tokens": "6m0s",
        },
        Limits(requests=Window(500, 499, 0.12), tokens=Window(30_000, 0, 360.0)),
    ),
    (
        "groq",
        {"x-ratelimit-limit-requests": "14400", "x-ratelimit-reset-requests": "2m59.56s"},
        Limits(requests=Window(14_400, None, 179.56)),
    ),
    (
        "azure",
        {"x-ratelimit-limit-tokens": "-1", "x-ratelimit-remaining-tokens": "-1", "x-ratelimit-reset-tokens": "0"},
        None,
    ),
    (
        "azure",
        {"x-ratelimit-limit-tokens": "50000", "x-ratelimit-remaining-tokens": "49974", "x-ratelimit-reset-tokens": "1"},
        Limits(tokens=Window(50_000, 49_974, 1.0)),
    ),
    (
        "mistral",
        {
            "x-ratelimit-limit-req-minute": "60",
            "x-ratelimit-remaining-req-minute": "59",
            "x-ratelimit-limit-tokens-minute": "500000",
            "x-ratelimit-limit-tokens-month": "1000000000",
        },
        Limits(requests=Window(60, 59), tokens=Window(500_000)),
    ),
    (
        "mistral, of old",
        {"ratelimitbysize-limit": "500000", "ratelimitbysize-remaining": "307190", "ratelimitbysize-reset": "46"},
        Limits(tokens=Window(500_000, 307_190, 46.0)),
    ),
    (
        "cerebras",
        {"x-ratelimit-limit-tokens-minute": "1000", "x-ratelimit-reset-tokens-minute": "37.25", "x-ratelimit-limit-tokens-day": "9"},
        Limits(tokens=Window(1000, None, 37.25)),
    ),
    (
        "together",
        {"x-ratelimit-limit": "10", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "2"},
        Limits(requests=Window(10, 1, 2.0)),
    ),
    (
        "huggingface",
        {"x-ratelimit-limit-tokens": "33333.333333333336", "x-ratelimit-remaining-tokens": "9223372036854767616"},
        Limits(tokens=Window(33_333)),
    ),
    (
        "openrouter",
        {"x-ratelimit-limit": "20", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1741305600000"},
        Limits(requests=Window(20, 0)),
    ),
]


@pytest.mark.parametrize(("headers", "limits"), [row[1:] for row in SERVERS], ids=[row[0] for row in SERVERS])
def test_every_server_is_understood(headers: dict[str, str], limits: Limits | None) -> None:
    """Whatever it calls its windows; what it does not know is not made up."""
    assert read_limits(headers) == limits


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("6m0s", 360.0), ("1.2s", 1.2), ("17ms", 0.017), ("1h2m3s", 3723.0), ("1d1h", 90_000.0), ("59.7", 59.7), ("0", 0.0), ("1s30ms", 1.03)],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    """As Go prints it, or as bare seconds."""
    assert read_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "-1", "nan", "inf", "1741305600", "2026-08-19T14:41:08Z", "m", "1x", "9" * 400 + "s"])
def test_what_is_no_duration_says_nothing(text: str) -> None:
    """A date among it: there is no clock here."""
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0s"), (0.017, "17ms"), (1.2, "1.2s"), (59.999, "59.999s"), (60.0, "1m0s"), (360, "6m0s"), (3723, "1h2m3s")]
)
def test_a_reset_is_written_as_openai_does(seconds: float, text: str) -> None:
    """So that who reads theirs can read ours."""
    assert write_limits(Limits(requests=Window(reset=seconds)), 0.0) == (("x-ratelimit-reset-requests", text),)


windows = st.none() | st.builds(
    Window, st.integers(0, 2**53 - 1), st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 10**8).map(lambda ms: ms / 1000)
)


@given(st.builds(Limits, requests=windows, tokens=windows), st.floats(0, 2e9))
def test_limits_survive(limits: Limits, now: float) -> None:
    """read(write(limits)) == limits, at any time."""
    assert (read_limits(dict(write_limits(limits, now))) or Limits()) == limits


@given(st.dictionaries(st.sampled_from([name for _, headers, _ in SERVERS for name in headers]), st.text(max_size=12)))
def test_no_header_is_too_odd(headers: dict[str, str]) -> None:
    """Any text is a limit or none."""
    limits = read_limits(headers)
    assert limits is None or write_limits(limits, 0.0) is not None


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
def test_every_recorded_head_is_understood() -> None:
    """Where a recording tells how many requests or tokens are left, so do we."""
    told = ("x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-remaining-req-minute")
    heads = [recording.headers for recording in recordings("openai.chat") if any(name in recording.headers for name in told)]
    assert heads
    assert [head for head in heads if read_limits(head) is None] == []
