"""Every token in one bucket."""

from __future__ import annotations

from hypothesis import given
from msgspec import structs

from tests.answers import usages
from translators.canonical import NOTHING, Usage
from translators.canonical.usage import joined

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


@given(usages)
def test_what_was_told_before_stays_when_the_end_tells_only_the_answer(usage: Usage) -> None:
    """As the first streams on Anthropic's wire did."""
    greeting = structs.replace(usage, output=1, reasoning=0, audio_out=0, image_out=0)
    ended = joined(greeting, Usage(output=usage.output + 1, reasoning=usage.reasoning))
    assert (ended.prompt, ended.cache_write_1h, ended.output, ended.reasoning) == (
        usage.prompt, usage.cache_write_1h, usage.output + 1, usage.reasoning,
    )  # fmt: skip


def test_totals_are_told_again_not_added() -> None:
    """Only the beginning says for how long something is kept in the cache."""
    before = Usage(input=3, cache_write_1h=10, output=1)
    assert joined(before, Usage(input=3, cache_write_5m=10, output=9)) == Usage(input=3, cache_write_1h=10, output=9)
    assert joined(before, Usage(input=17, cache_write_5m=25, cache_read=4, output=9, searches=2)) == Usage(
        input=17, cache_read=4, cache_write_5m=15, cache_write_1h=10, output=9, searches=2
    )
    assert joined(before, NOTHING) == before
