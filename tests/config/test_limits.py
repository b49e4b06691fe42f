"""Limits: by whom they hold for, and what cannot be one."""

from __future__ import annotations

import pytest

from config.snapshot import Limit
from tests.tables import faults, loaded

KEY = '[keys.ci]\nkey = "env:CI"\n'
CI = {"CI": "mb-0123456789abcdef0123456789", "OPENAI_API_KEY": "x" * 30}


def test_without_limits_there_is_nothing_to_ask() -> None:
    """No call does."""
    assert loaded(KEY, CI).limits is None


def test_every_table_has_its_scope() -> None:
    """And whatever a limit leaves open is as [limits] has it."""
    text = """
[limits]
everyone = [{ requests = 9, per = "second" }]
each_organization = [{ usd = "25.00", per = "month", hold = "expected", on_exhausted = "cheap" }]
each_user = [{ tokens = 0, per = "day", rolling = true }]
each_service = [{ parallel = 3 }]
each_customer = [{ usd = 0.5, per = "total", on_store_failure = "refuse" }]
customer_from = "user"
on_store_failure = "allow"
time_zone = "Europe/Berlin"
warn_at = [90, 10, 90]
[routes.cheap]
targets = ["mock/echo"]
[models."openai/gpt-4o"]
limits = [{ parallel = 1 }]
[providers.openai]
limits = [{ parallel = 2 }]
"""
    limits = loaded(KEY + 'limits = [{ requests = 60, per = "minute" }]\n' + text, CI).limits
    assert limits is not None
    assert limits.keys == {"ci": (Limit(scope="key", unit="requests", amount=60, length="minute", open=True),)}
    assert limits.everyone == (Limit(scope="global", unit="requests", amount=9, length="second", open=True),)
    assert limits.each_organization == (
        Limit(scope="organization", unit="usd", amount=25_000_000_000, length="month", strict=False, instead="cheap", open=True),
    )
    assert limits.each_user == (Limit(scope="user", unit="tokens", amount=0, length="day", rolling=True, open=True),)
    assert limits.each_service == (Limit(scope="service", unit="parallel", amount=3, open=True),)
    assert limits.each_customer == (Limit(scope="customer", unit="usd", amount=500_000_000, length="total"),)
    assert [limit.amount for some in (limits.models["openai/gpt-4o"], limits.providers["openai"]) for limit in some] == [1, 2]
    assert (limits.customer_from, str(limits.zone), limits.warn_at) == ("user", "Europe/Berlin", (10, 90))
    assert len(list(limits.all)) == 8


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[limits]\ntime_zone = "Europe/Berln"',
            "limits.time_zone: there is no time zone called `Europe/Berln` (did you mean `Europe/Berlin`?)",
        ),
        (
            '[limits]\non_exhausted = "chep"\n[routes.cheap]\ntargets = ["mock/echo"]',
            "there is no route called `chep` (did you mean `cheap`?)",
        ),
        ('[limits]\neveryone = [{ parallel = 1, on_exhausted = "no" }]', "limits.everyone[0].on_exhausted: there is no route called `no`"),
        ('[limits]\neveryone = [{ usd = 1, per = "total", rolling = true }]', "limits.everyone[0].rolling: what has no window"),
        (
            '[limits]\neach_user = [{ tokens = 1, per = "day" }]\n[ledger]\nenabled = false',
            "limits.each_user[0]: tokens and money are counted",
        ),
    ],
)
def test_what_cannot_be(text: str, words: str) -> None:
    """In words, with the place."""
    (found,) = faults(text)
    assert words in found


def test_requests_need_no_ledger() -> None:
    """Nor do calls at once."""
    text = '[limits]\neveryone = [{ requests = 1, per = "day" }, { parallel = 1 }]\n[ledger]\nenabled = false'
    assert loaded(text).limits is not None
