"""Every token in one bucket."""

from __future__ import annotations

from hypothesis import given
from msgspec import structs

from tests.answers import usages
from translators.canonical import NOTHING, Usage

NOT_TOKENS = {"searches", "provider_cost"}


@given(usages)
def test_the_sum_of_all_buckets_is_the_sum_of_all_tokens(usage: Usage) -> None:
    """None is counted twice, none is forgotten."""
    buckets = {name: value for name, value in structs.asdict(usage).items() if name not in NOT_TOKENS}
    assert usage.total == sum(buckets.values()) == usage.prompt + usage.completion


def test_nothing_is_nothing() -> None:
    """The usage of a reply of which nothing is known."""
    assert NOTHING.total == 0
    assert Usage() == NOTHING
