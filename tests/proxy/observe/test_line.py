"""The one log line of a request."""

from __future__ import annotations

from typing import Any

import msgspec

from config.snapshot import Target
from proxy.observe.line import LONGEST, line
from tests.made import call, provider
from translators.canonical import Kind, Usage

# What docs/operating.md promises.
ALWAYS = {
    *("time", "level", "event", "request_id", "key", "model", "target", "status", "streamed", "attempts"),
    *("duration_ms", "overhead_ms"),
}
SOMETIMES = {"route", "ttft_ms", "tokens_in", "tokens_out", "tokens_cached", "cost_usd", "finish", "problem", "dropped", "caller_left"}


def written(**facts: Any) -> dict[str, Any]:
    asked = call(arrived=10.0, body=b'{"messages": "the prompt"}', secret="mb-the-secret")
    for name, value in facts.items():
        setattr(asked.facts, name, value)
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(line(asked, 1.5, 0.0001234)))
    return fields


def test_a_call_that_was_refused_says_only_what_there_is() -> None:
    """Who it was and where it went may be unknown."""
    fields = written(status=401, problem=Kind.UNAUTHENTICATED)
    assert set(fields) == ALWAYS | {"problem"}
    assert (fields["key"], fields["model"], fields["target"]) == (None, None, None)
    assert (fields["status"], fields["problem"], fields["duration_ms"], fields["overhead_ms"]) == (401, "invalid_api_key", 1500.0, 0.123)


def test_a_good_call_says_everything() -> None:
    """Tokens, money, times and why it ended."""
    fields = written(
        key="ci", model="fast", route="fast", target=Target(provider(), "small", "house/small"), attempts=2, streamed=True, status=200,
        reason="stop", usage=Usage(input=90, cache_read=10, output=4, reasoning=1), cost=150_001, first_content_at=10.25, left=True,
        dropped=("seed", "top_k"), warned=True,
    )  # fmt: skip
    assert set(fields) == (ALWAYS | SOMETIMES) - {"problem"}
    assert (fields["key"], fields["model"], fields["route"], fields["target"]) == ("ci", "fast", "fast", "house/small")
    assert (fields["tokens_in"], fields["tokens_out"], fields["tokens_cached"]) == (100, 5, 10)
    assert (fields["cost_usd"], fields["finish"], fields["ttft_ms"], fields["caller_left"]) == ("0.000150001", "stop", 250.0, True)


def test_a_price_of_nothing_is_told() -> None:
    """It is not the same as an unknown one."""
    assert written(cost=0)["cost_usd"] == "0"
    assert "cost_usd" not in written()


def test_what_was_left_out_is_told_where_it_is_to_be() -> None:
    """Not under the rule that keeps it between caller and gateway."""
    assert written(dropped=("seed", "top_k"), warned=True)["dropped"] == "seed, top_k"
    assert "dropped" not in written(dropped=("seed",), warned=False)
    assert len(written(dropped=("x" * 1000,), warned=True)["dropped"]) == LONGEST


def test_no_name_makes_a_line_long() -> None:
    """A caller chooses the model's name."""
    long = "x" * 10_000
    fields = written(model=long, target=Target(provider(), long, f"house/{long}"))
    assert (len(fields["model"]), len(fields["target"])) == (LONGEST, LONGEST)


def test_neither_bodies_nor_secrets_are_told() -> None:
    """Whatever the call holds."""
    text = str(written(status=200))
    assert "the prompt" not in text
    assert "the-secret" not in text
