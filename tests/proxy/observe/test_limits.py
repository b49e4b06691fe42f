"""What is told of limits."""

from __future__ import annotations

import io
import json

from config.snapshot import Limit
from proxy.limits.claims import Claim
from proxy.limits.standing import Reached
from proxy.observe.limits import LimitWatch
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics

LIMIT = Limit(scope="key", unit="usd", amount=25_000_000_000, length="month")


def test_everything_that_happens_to_limits_is_counted_and_what_an_operator_must_know_is_logged() -> None:
    """A refusal has its call's own line."""
    out = io.BytesIO()
    log = Log(out)
    metrics = Metrics("0", log.lines)
    watch = LimitWatch(log, metrics)
    watch.refused("key", "requests")
    watch.refused("key", "requests")
    watch.reached(Reached(Claim(LIMIT, ("key", "ci", "usd", "month", False), 1), 80, 20_000_000_001))
    watch.unknown(OSError("away"))
    watch.blind()
    shown = metrics.render().decode()
    assert '\nmodelbridge_limits_refused_total{scope="key",unit="requests"} 2\n' in shown
    assert '\nmodelbridge_budget_reached_total{scope="key",percent="80"} 1\n' in shown
    assert "\nmodelbridge_limits_unknown_total 1\n" in shown
    log.lines.close()
    reached, unknown = map(json.loads, out.getvalue().splitlines())
    assert (reached["event"], reached["budget"]) == ("a share of a budget is spent", "the budget of 25 USD a month of the key 'ci'")
    assert (reached["percent"], reached["spent_usd"]) == (80, "20.000000001")
    assert (unknown["level"], unknown["fault"]) == ("error", "OSError: away")
