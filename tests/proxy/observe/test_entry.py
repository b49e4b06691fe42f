"""The one entry of an attempt."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from config.snapshot import Model, Organization, Price, Target
from proxy.call import Booked
from proxy.observe.entry import LONGEST, entry
from records.ledger.entry import Entry, decode, encode
from records.ledger.rows import row
from tests.made import call, provider, snapshot
from translators.canonical import NOTHING, Kind, Usage

PRICE = Price({"input": 2000, "output": 10_000})
HOUSE = replace(provider(), models={"small": Model(provider="house", name="small", price=PRICE)})
TARGET = Target(HOUSE, "small", "house/small")
ACME = replace(snapshot(), organizations={"acme": Organization(name="acme", margin=100_000)})
USED = Usage(input=90, cache_read=10, output=4, reasoning=1, provider_cost="0.0021")


def made(
    booked: Booked | None = None, guess: tuple[str, Usage] | None = None, end: tuple[int, Kind | None] = (200, None), **facts: Any
) -> Entry:
    """Of a call that cost 150 nanodollars, unless its facts say otherwise."""
    asked = replace(call(ACME, body=b'{"messages": "the prompt"}'), booked=booked or Booked(), targets=(TARGET,))
    usual: dict[str, Any] = {"attempts": 1, "target": TARGET, "usage": USED, "cost": 150, "costs": {"input": 100, "output": 50}}
    for name, value in (usual | facts).items():
        setattr(asked.facts, name, value)
    return entry(asked, at=1_800_000_000_000_000, latency_us=1500, ttft_us=250, end=end, guess=guess)


def test_it_says_everything_that_is_known() -> None:
    """Whom it is booked to, what it used and cost, how it ended, how long it took."""
    whose = Booked("acme", "u-1", "search", "c-123", {"team": "search"})
    assert made(whose, key="ci", model="fast", route="fast", attempts=2, reason="stop", streamed=True) == Entry(
        request_id="req_1", attempt=2, at=1_800_000_000_000_000, key="ci", organization="acme", user="u-1", service="search",
        customer="c-123", tags={"team": "search"}, model="fast", route="fast", provider="house", target="house/small", status=200,
        problem="", finish="stop", streamed=True, cache="off", usage=USED, estimated="", cost=150, costs={"input": 100, "output": 50},
        provider_cost=2_100_000, charged=165, saved=0, price=PRICE.version, latency_us=1500, ttft_us=250,
    )  # fmt: skip


def test_a_failure_says_what_it_was() -> None:
    """As the caller was told, or would have been; what was not used is nothing."""
    said = made(end=(429, Kind.PROVIDER_RATE_LIMITED), usage=None, cost=None, costs={})
    assert (said.status, said.problem, said.finish, said.usage) == (429, "provider_rate_limited", "", NOTHING)
    assert (said.cost, said.charged, said.provider_cost) == (0, 0, None)


def test_a_guess_is_what_counts_and_is_said_to_be_one() -> None:
    """The same then stands in the log line and the header."""
    guess = Usage(input=100, output=20)
    said = made(guess=("cut_off", guess))
    assert (said.estimated, said.usage, said.cost, said.costs) == ("cut_off", guess, 400, {"input": 200, "output": 200})


def test_a_guess_without_a_price_costs_nothing() -> None:
    """Nothing is made up; a recomputing finds it by its usage."""
    free = Target(provider(), "small", "house/small")
    said = made(guess=("not_told", Usage(input=100)), target=free, cost=None, costs={})
    assert (said.cost, said.price, said.usage) == (0, "", Usage(input=100))


@pytest.mark.parametrize("organization", ["", "other"])
def test_without_terms_what_is_charged_is_what_it_cost(organization: str) -> None:
    """Most organizations have none."""
    assert made(Booked(organization)).charged == 150


def test_where_nobody_was_asked_yet_it_is_the_target_that_would_have_been() -> None:
    """A stage before the exchange may have an entry to write, too."""
    assert (made(target=None).target, made(target=None, attempts=0).attempt) == ("house/small", 0)


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "ü" * 10_000, "a\ud800b", "\udfff" * 300, "a\0b"], ids=["long", "long ü", "half", "halves", "zero"]
)
def test_every_name_can_be_written(name: str) -> None:
    """Whatever a caller chose: it is in the journal, in a row and in the log."""
    said = made(Booked(user=name), model=name, target=Target(HOUSE, name, f"house/{name}"))
    assert decode(encode(said)) == said
    assert max(len(said.user), len(said.model), len(said.target)) <= LONGEST
    assert "\0" not in str(row(said))


def test_nothing_of_what_was_said_is_in_it() -> None:
    """Nor who proved by what to be whom."""
    assert b"the prompt" not in encode(made())
    assert b"mb-test" not in encode(made())
