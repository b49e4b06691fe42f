"""GET /v1/usage: a caller's own limits; what of each is used, held and left, and when it begins anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

import orjson

from config.snapshot import Key, Limit
from proxy.call import Booked, Call
from proxy.edge.reception import Reception
from proxy.edge.visit import Visit
from proxy.limits.claims import Counter, named
from proxy.limits.standing import Standing
from proxy.stores.counters import Counters
from proxy.stores.shelf import Unreachable
from records.money import usd
from translators.canonical import Kind, Problem


@dataclass(frozen=True, slots=True)
class Allowance:
    """Of the key that asks, and of those it belongs to; nobody else's."""

    reception: Reception
    counters: Counters
    now: Callable[[], float]

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        await self.reception(visit, self._answer, "usage")

    async def _answer(self, _: Visit, call: Call, caller: Key) -> bytes:
        limits, now = call.snapshot.limits, self.now()
        booked = Booked(organization=caller.organization, user=caller.user, service=caller.service)
        found = {} if limits is None else named(limits, caller.name, booked)
        try:
            standings = await self.counters.standing(list(found), now)
        except Unreachable as error:
            raise Problem(Kind.STORE_DOWN, f"how much is left cannot be said just now: {error}", retry_after=1.0) from error
        told = [_told(counter, limit, standing, now) for (counter, limit), standing in zip(found.items(), standings, strict=True)]
        return orjson.dumps({"object": "list", "data": told})


def _told(counter: Counter, limit: Limit, standing: Standing, now: float) -> dict[str, object]:
    def amount(value: int) -> int | str:
        return usd(value) if limit.unit == "usd" else value

    resets = None if standing.reset is None else f"{datetime.fromtimestamp(ceil(now + standing.reset), UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "object": "limit",
        "scope": limit.scope,
        "name": counter[1],
        "unit": limit.unit,
        "per": limit.length,
        "rolling": limit.rolling,
        "limit": amount(limit.amount),
        "used": amount(standing.spent),
        "held": amount(standing.held),
        "left": amount(max(0, limit.amount - standing.used)),
        "resets_at": resets,
        "on_exhausted": limit.instead or "refuse",
    }
