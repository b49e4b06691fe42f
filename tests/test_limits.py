"""Limits and budgets of a real gateway, asked by many at once, stopped, killed and reloaded."""

from __future__ import annotations

import signal
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tests.limited import ask, at_once, booked, question, serving, toml, until_over, usage
from tests.served import PATIENCE


async def test_a_budget_is_never_overspent(tmp_path: Path) -> None:
    """By a crowd that asks for twice as much; when all is over, what is spent is what was paid, and nothing is held."""
    with serving(tmp_path, toml('usd = "2.00", per = "day"', "parallel = 10")) as gateway:
        statuses: Counter[int] = Counter()
        for _ in range(20):
            statuses += await at_once(gateway, 200, model="mock/lorem-5@100")
            if statuses[402] > 100:
                break
        assert set(statuses) == {200, 402, 429}
        budget, parallel = until_over(gateway)
        assert Decimal(budget["used"]) <= 2
        assert parallel["held"] == 0
    assert Decimal(budget["used"]) == booked(tmp_path)


def test_what_is_refused_uses_nothing(tmp_path: Path) -> None:
    """Of no limit; and says which one it was, what is left and when there is more."""
    with serving(tmp_path, toml('requests = 5, per = "hour"', 'tokens = 100, per = "day"')) as gateway:
        first = ask(gateway)
        assert (first.status_code, first.headers["x-ratelimit-limit-requests"], first.headers["x-ratelimit-remaining-requests"]) == (
            200,
            "5",
            "4",
        )
        refused = ask(gateway, max_tokens=500)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limit_exceeded")
        assert "the limit of 100 tokens a day of the key 'tests' is reached" in refused.json()["error"]["message"]
        assert [limit["used"] for limit in usage(gateway)] == [1, first.json()["usage"]["total_tokens"]]
        assert refused.headers["x-ratelimit-limit-tokens"] == "100"


def test_zero_lets_nobody_in(tmp_path: Path) -> None:
    """Zero is a limit."""
    with serving(tmp_path, toml('usd = 0, per = "total"')) as gateway:
        refused = ask(gateway)
        assert (refused.status_code, refused.json()["error"]["code"]) == (402, "over_budget")
        assert "retry-after" not in refused.headers


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_spent_is_known_after_a_restart(tmp_path: Path, how: signal.Signals) -> None:
    """To the nanodollar, also after a kill: from the journal and the ledger."""
    limits = toml('usd = "50.00", per = "month"', 'requests = 100, per = "day", rolling = true', 'tokens = 100000, per = "total"')
    with serving(tmp_path, limits) as gateway:
        for _ in range(3):
            assert ask(gateway).status_code == 200
        before = [limit["used"] for limit in usage(gateway)]
        gateway.stop(how)
    with serving(tmp_path, limits) as gateway:
        assert [limit["used"] for limit in usage(gateway)] == before
        assert ask(gateway).status_code == 200


def test_a_limit_that_is_added_knows_what_was_used(tmp_path: Path) -> None:
    """While the gateway runs, by a change of the file."""
    with serving(tmp_path, toml("parallel = 9")) as gateway:
        paid = sum(Decimal(ask(gateway).headers["x-modelbridge-cost-usd"]) for _ in range(3))
        (tmp_path / "gateway.toml").write_text(toml("parallel = 9", 'usd = "50.00", per = "day"'))
        end = time.monotonic() + PATIENCE
        while len(found := usage(gateway)) < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert Decimal(found[1]["used"]) == paid > 0


def test_another_route_answers_at_the_end_of_a_budget(tmp_path: Path) -> None:
    """One that costs nothing; other limits still hold."""
    with serving(tmp_path, toml('usd = "0.10", per = "day", on_exhausted = "cheap"', 'requests = 6, per = "day"')) as gateway:
        targets = [ask(gateway).headers["x-modelbridge-target"] for _ in range(6)]
        assert targets[0] == "mock/echo"
        assert targets[-1] == "mock/lorem-3"
        assert sorted(targets) == targets
        assert ask(gateway).status_code == 429


def test_streams_that_run_are_calls_at_once(tmp_path: Path) -> None:
    """Until they are over, or their callers have left."""
    with serving(tmp_path, toml("parallel = 1")) as gateway:
        body = question(model="mock/lorem-60@40", stream=True, max_tokens=500)
        url = f"{gateway.url}/v1/chat/completions"
        with httpx.stream("POST", url, json=body, headers=gateway.headers, trust_env=False) as stream:
            assert stream.status_code == 200
            refused = ask(gateway)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            assert "1 are being answered" in refused.json()["error"]["message"]
        until_over(gateway)
        assert ask(gateway).status_code == 200


def test_customers_are_told_apart(tmp_path: Path) -> None:
    """By the header, or by the user of the request; who names none has no such limit."""
    each = '[limits]\neach_customer = [{ requests = 1, per = "day" }]\n'
    with serving(tmp_path, toml(more=each)) as gateway:
        headers = {**gateway.headers, "x-modelbridge-customer": "c1"}
        statuses = [
            httpx.post(f"{gateway.url}/v1/chat/completions", json=question(), headers=sent, trust_env=False).status_code
            for sent in (headers, headers, {**headers, "x-modelbridge-customer": "c2"}, gateway.headers, gateway.headers)
        ]
        assert statuses == [200, 429, 200, 200, 200]
    (tmp_path / "by-user").mkdir()
    with serving(tmp_path / "by-user", toml(more=each + 'customer_from = "user"\n')) as gateway:
        assert [ask(gateway, user=user).status_code for user in ("c1", "c1", "c2")] == [200, 429, 200]
