"""What a caller is told of its limits."""

from __future__ import annotations

import pytest

from config.snapshot import Length, Limit, Scope, Unit
from proxy.limits.claims import Claim
from proxy.limits.refusal import described, left, refusal
from proxy.limits.standing import Held, Standing
from translators.canonical import Kind, Limits, Window

NOW = 1_795_262_400.0  # noon on 2026-11-21, UTC


def claim(unit: Unit, most: int, amount: int, length: Length | None = "minute", *, scope: Scope = "key", rolling: bool = False) -> Claim:
    """Of the key "ci"."""
    limit = Limit(scope=scope, unit=unit, amount=most, length=length, rolling=rolling)
    return Claim(limit, (scope, "" if scope == "global" else "ci", unit, length, rolling), amount)


def test_of_several_limits_the_tightest_is_told() -> None:
    """Of requests and of tokens; of money a caller asks at /v1/usage."""
    held = Held(
        [claim("requests", 60, 1), claim("requests", 100, 1, "hour"), claim("tokens", 900, 80), claim("usd", 5, 1)],
        [0] * 4,
        [Standing(10, 1, 30.0), Standing(95, 1, 1_800.0), Standing(100, 80, 30.0), Standing()],
    )
    assert left(held) == Limits(requests=Window(100, 4, 1_800.0), tokens=Window(900, 720, 30.0))
    assert left(Held([claim("parallel", 3, 1)], [0], [Standing(0, 1)])) is None


def test_a_budget_says_what_is_left_and_when_there_is_more() -> None:
    """Nobody need ask again before."""
    problem = refusal(claim("usd", 25_000_000_000, 300_000_000, "month"), Standing(24_500_000_000, 400_000_000, 43_200.0), NOW)
    assert problem.kind is Kind.OVER_BUDGET
    assert problem.message == (
        "the budget of 25 USD a month of the key 'ci' has 0.1 USD left, and this call may cost 0.3 USD; "
        "more is free from 2026-11-22T00:00:00Z on"
    )


def test_a_limit_says_when_to_come_back() -> None:
    """In the headers that SDKs read; not where it would not help."""
    problem = refusal(claim("requests", 60, 1), Standing(60, 0, 12.5), NOW)
    assert (problem.kind, problem.retry_after) == (Kind.RATE_LIMITED, 12.5)
    assert problem.limits == Limits(requests=Window(60, 0, 12.5))
    assert problem.message == (
        "the limit of 60 requests a minute of the key 'ci' is reached: 0 left, and this call may use 1; "
        "more is free from 2026-11-21T12:00:13Z on"
    )
    too_large = refusal(claim("tokens", 100, 250), Standing(0, 0, 12.5), NOW)
    assert too_large.retry_after is None
    assert refusal(claim("parallel", 3, 1, None), Standing(0, 3), NOW).retry_after == 1.0


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (claim("usd", 5_500_000_000, 1, "total", scope="global"), "the budget of 5.5 USD in total for everybody"),
        (
            claim("tokens", 1_000, 1, "day", rolling=True, scope="organization"),
            "the limit of 1,000 tokens in any day of the organization 'ci'",
        ),
        (claim("parallel", 8, 1, None), "the limit of 8 calls at once of the key 'ci'"),
    ],
)
def test_a_limit_in_words(one: Claim, words: str) -> None:
    """As an operator would say it."""
    assert described(one) == words
