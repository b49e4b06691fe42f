"""What a call asks of the limits it falls under."""

from __future__ import annotations

from config.snapshot import Limit, Limits, Scope, Target
from proxy.call import Booked
from proxy.limits.claims import Size, claims, named
from tests.made import provider

TARGET = Target(provider(), "small", "house/small")
SIZES = Size(100, 900), Size(10, 90)


def budget(scope: Scope, amount: int = 1_000, *, strict: bool = True) -> Limit:
    """Of a day."""
    return Limit(scope=scope, unit="usd", amount=amount, length="day", strict=strict)


LIMITS = Limits(
    everyone=(budget("global"),),
    each_organization=(budget("organization", strict=False),),
    each_user=(
        budget("user"),
        Limit(scope="user", unit="tokens", amount=5, length="minute"),
        Limit(scope="user", unit="parallel", amount=5),
    ),
    each_service=(budget("service"),),
    each_customer=(budget("customer"),),
    keys={"ci": (budget("key"), budget("key", 500)), "other": (budget("key"),)},
    models={"house/small": (budget("model"),), "house/large": (budget("model"),)},
    providers={"house": (budget("provider"),), "other": (budget("provider"),)},
)


def test_every_limit_there_is_on_a_call() -> None:
    """Each with whom it is of, and as much as a call can use, or is expected to."""
    booked = Booked(organization="acme", user="ann", service="bot", customer="c1")
    found = claims(LIMITS, "ci", booked, TARGET, SIZES)
    assert [(*claim.counter[:3], claim.amount) for claim in found] == [
        ("key", "ci", "usd", 900),
        ("key", "ci", "usd", 900),
        ("user", "ann", "usd", 900),
        ("user", "ann", "tokens", 100),
        ("user", "ann", "parallel", 1),
        ("organization", "acme", "usd", 90),
        ("service", "bot", "usd", 900),
        ("customer", "c1", "usd", 900),
        ("model", "house/small", "usd", 900),
        ("provider", "house", "usd", 900),
        ("global", "", "usd", 900),
    ]


def test_who_is_not_named_has_no_limit_of_its_own() -> None:
    """A call without a user is no user's."""
    assert [claim.counter[0] for claim in claims(LIMITS, "new", Booked(), TARGET, SIZES)] == ["model", "provider", "global"]


def test_a_caller_is_told_of_its_own_limits() -> None:
    """The smaller of two that are counted together; not what all callers or a provider have."""
    told = named(LIMITS, "ci", Booked(user="ann"))
    assert {counter[:3]: limit.amount for counter, limit in told.items()} == {
        ("key", "ci", "usd"): 500,
        ("user", "ann", "usd"): 1_000,
        ("user", "ann", "tokens"): 5,
        ("user", "ann", "parallel"): 5,
    }
