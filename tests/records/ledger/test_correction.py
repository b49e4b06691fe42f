"""What has to be added to an entry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.snapshot import Organization, Price
from records.ledger.correction import WHY, correction
from records.ledger.entry import Entry
from records.ledger.rows import MOST
from records.money import charged, reckon
from tests.booked import made
from translators.canonical import NOTHING, Usage

OLD = Price({"input": 1_000_000, "cache_read": 1_000_000, "output": 4_000_000})
NEW = Price({"input": 2_000_000, "output": 3_000_000})
ACME = Organization(name="acme", margin=100_000)
AMOUNTS = st.integers(0, 10**7)
RATES = st.dictionaries(st.sampled_from(["input", "cache_read", "output", "reasoning", "searches"]), st.integers(0, 10**8))
USAGES = st.builds(Usage, input=AMOUNTS, cache_read=AMOUNTS, output=AMOUNTS, reasoning=AMOUNTS, searches=AMOUNTS)


def booked(usage: Usage, price: Price, terms: Organization | None = ACME) -> Entry:
    """As it was when the call ended."""
    cost = reckon(usage, price)
    return made(1, usage=usage, cost=cost.total, costs=cost.buckets, charged=charged(cost.total, terms), price=price.version)


def test_a_correction_is_a_difference() -> None:
    """Booked to the same call, organization and moment, and it says why."""
    entry = replace(booked(Usage(input=100, cache_read=10, output=10), OLD), tags={"team": "a"}, saved=5, provider_cost=7)
    found = correction(entry, [], NEW, ACME)
    assert found is not None
    assert (found.at, found.request_id, found.attempt, found.revision) == (entry.at, entry.request_id, entry.attempt, 1)
    assert (found.organization, found.target, found.tags, found.status) == ("acme", entry.target, {"team": "a"}, 200)
    assert (found.usage, found.saved, found.provider_cost, found.latency_us, found.ttft_us) == (NOTHING, 0, None, 0, None)
    assert (found.cost, found.costs) == (250_000 - 150_000, {"input": 100_000, "cache_read": 10_000, "output": -10_000})
    assert (found.charged, found.price, found.why) == (110_000, NEW.version, WHY)


@given(USAGES, st.lists(st.builds(Price, RATES), min_size=2, max_size=5))
def test_after_any_number_of_prices_the_sum_is_what_the_last_one_gives(usage: Usage, prices: list[Price]) -> None:
    """In total, by bucket and as charged; and nothing is left to correct."""
    entry = booked(usage, prices[0])
    so_far: list[Entry] = []
    for price in prices[1:]:
        found = correction(entry, so_far, price, ACME)
        so_far += [found] if found is not None else []
        assert correction(entry, so_far[::-1], price, ACME) is None
    stand, cost = [entry, *so_far], reckon(usage, prices[-1])
    assert sum(each.cost for each in stand) == cost.total
    assert sum(each.charged for each in stand) == charged(cost.total, ACME)
    assert [each.revision for each in stand] == list(range(len(stand)))
    assert all(sum(each.costs.values()) == each.cost for each in stand)


def test_a_price_that_changes_nothing_for_this_call_adds_nothing() -> None:
    """Another version, the same amount."""
    entry = booked(Usage(input=100, output=10), OLD)
    assert correction(entry, [], Price({**OLD.buckets, "audio_in": 9}), ACME) is None


def test_what_had_no_price_gets_one() -> None:
    """By today's terms, because there were none to be seen."""
    entry = made(1, usage=Usage(input=100), cost=0, costs={}, charged=0, price="")
    found = correction(entry, [], NEW, ACME)
    assert found is not None
    assert (found.cost, found.charged) == (200_000, 220_000)


def test_terms_that_have_changed_since_are_not_applied_to_what_was() -> None:
    """Only the price is recomputed: what was charged follows the cost, by the margin of its day."""
    entry = booked(Usage(input=100), OLD, Organization(name="acme", margin=500_000))
    found = correction(entry, [], NEW, ACME)
    assert found is not None
    assert (entry.charged + found.charged, entry.cost + found.cost) == (300_000, 200_000)


def test_no_amount_is_more_than_the_database_takes() -> None:
    """What a provider makes up must not be corrected for ever."""
    usage = Usage(input=10**15)
    entry = replace(booked(usage, OLD), cost=5, costs={"input": 5}, charged=6)
    found = correction(entry, [], NEW, ACME)
    assert found is not None
    assert (entry.cost + found.cost, entry.charged + found.charged) == (MOST, MOST)
    assert correction(entry, [found], NEW, ACME) is None
