"""What a call asks of the limits it falls under: one claim for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from config.snapshot import Length, Limit, Limits, Scope, Target, Unit
from proxy.call import Booked

# Whose use of what is counted in which window. Limits that agree in all of this share what is counted.
Counter: TypeAlias = tuple[Scope, str, Unit, Length | None, bool]


class Size(Struct, frozen=True, gc=False):
    """How much a call uses, or may use."""

    tokens: int
    cost: int  # nanodollars
    requests: int = 1

    def of(self, unit: Unit) -> int:
        """In the unit of a limit."""
        if unit == "tokens":
            return self.tokens
        if unit == "usd":
            return self.cost
        return self.requests


class Claim(Struct, frozen=True, gc=False):
    """So much is held of one limit while a call runs."""

    limit: Limit
    counter: Counter
    amount: int


def claims(limits: Limits, key: str, booked: Booked, target: Target, sizes: tuple[Size, Size]) -> list[Claim]:
    """Of every limit there is on a call that may use the most, or what is expected.

    Who is not named has no counter: a limit on each user holds for those who say who they are.
    """
    strict, expected = sizes
    return [
        Claim(
            limit,
            (limit.scope, name, limit.unit, limit.length, limit.rolling),
            (strict if limit.strict else expected).of(limit.unit),
        )
        for some, name in _holding(limits, key, booked, target)
        for limit in some
    ]


def _holding(limits: Limits, key: str, booked: Booked, target: Target) -> Iterator[tuple[Iterable[Limit], str]]:
    if key in limits.keys:
        yield limits.keys[key], key
    for some, name in (
        (limits.each_user, booked.user),
        (limits.each_organization, booked.organization),
        (limits.each_service, booked.service),
        (limits.each_customer, booked.customer),
    ):
        if some and name:
            yield some, name
    if target.name in limits.models:
        yield limits.models[target.name], target.name
    if target.provider.name in limits.providers:
        yield limits.providers[target.provider.name], target.provider.name
    if limits.everyone:
        yield limits.everyone, ""


def named(limits: Limits, key: str, booked: Booked) -> Mapping[Counter, Limit]:
    """Those that a caller may be told of, whatever it asks for: the least of each counter."""
    found: dict[Counter, Limit] = {}
    for some, name in (
        (limits.keys.get(key, ()), key),
        (limits.each_user, booked.user),
        (limits.each_organization, booked.organization),
        (limits.each_service, booked.service),
        (limits.each_customer, booked.customer),
    ):
        for limit in some if name else ():
            counter: Counter = (limit.scope, name, limit.unit, limit.length, limit.rolling)
            if counter not in found or limit.amount < found[counter].amount:
                found[counter] = limit
    return found
