"""Is there enough left for this call? Of every limit it falls under something is held while it runs: of all of them, or of none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from config.snapshot import Limits, Route
from proxy.call import Call, Next, Reply
from proxy.limits.claims import Claim, Size, claims
from proxy.limits.experience import Experience
from proxy.limits.holding import held
from proxy.limits.refusal import left, refusal
from proxy.limits.standing import Exhausted, Held
from proxy.observe.limits import LimitWatch
from proxy.stores.counters import Counters
from proxy.stores.shelf import Unreachable
from translators.canonical import Kind, Problem

NOTHING = Size(0, 0, requests=0)


@dataclass(frozen=True, slots=True)
class Limit:
    """Limits and budgets are one stage, since a call is let in by all of them at once."""

    counters: Counters
    now: Callable[[], float]  # seconds since the epoch
    experience: Experience
    watch: LimitWatch

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Hold, pass on, and settle however it ends."""
        limits = call.snapshot.limits
        if limits is None:
            return await next(call)
        call, holds = await self._admitted(call, limits)
        account = Account(self, call, holds)
        call.facts.limits = left(holds)
        try:
            reply = await next(replace(call, over=account.over))
        except BaseException:
            account.settle()
            raise
        return reply if holds.settled else replace(reply, close=account.closing(reply.close))

    async def _admitted(self, call: Call, limits: Limits) -> tuple[Call, Held]:
        """On the route its caller asked for; else on the one that is to answer at the end of what is left. Raises Problem."""
        asked = self._claims(call, limits)
        try:
            return call, await self._admit(asked)
        except Exhausted as exhausted:
            instead = call.snapshot.routes.get(exhausted.claim.limit.instead)
            if instead is None or not instead.targets or instead.name == call.facts.route:
                raise self._refused(exhausted) from exhausted
        return await self._admitted_instead(call, limits, instead)

    async def _admitted_instead(self, call: Call, limits: Limits, route: Route) -> tuple[Call, Held]:
        """What is cheaper may still fit. If not, the limits that sent it here let it pass, and count nothing of it."""
        call = replace(call, targets=route.targets)
        asked = self._claims(call, limits)
        try:
            found = await self._admit(asked)
        except Exhausted:
            rest = [claim for claim in asked if claim.limit.instead != route.name]
            try:
                found = await self._admit(rest)
            except Exhausted as exhausted:
                raise self._refused(exhausted) from exhausted
        call.facts.route = route.name
        return call, found

    async def _admit(self, asked: list[Claim]) -> Held:
        """When nobody can say what is left, limits let in or refuse as each was written."""
        try:
            return await self.counters.admit(asked, self.now())
        except Unreachable as error:
            self.watch.blind()
            if any(not claim.limit.open for claim in asked):
                raise Problem(Kind.STORE_DOWN, f"how much is left of a limit cannot be said just now: {error}", retry_after=1.0) from error
            return Held((), (), ())

    def _claims(self, call: Call, limits: Limits) -> list[Claim]:
        target = call.targets[0]
        sizes = held(call, target, self.experience.likely(target.name))
        return claims(limits, call.facts.key, call.booked, target, sizes)

    def _refused(self, exhausted: Exhausted) -> Problem:
        limit = exhausted.claim.limit
        self.watch.refused(limit.scope, limit.unit)
        return refusal(exhausted.claim, exhausted.standing, self.now())


class Account:
    """What one call holds, until it is over."""

    __slots__ = ("_call", "_held", "_stage")

    def __init__(self, stage: Limit, call: Call, holds: Held) -> None:
        self._stage = stage
        self._call = call
        self._held = holds

    def over(self, problem: Problem | None) -> None:
        """The answer is whole, or broken off: who hears so may ask again, and finds what is left then."""
        self.settle()
        self._call.over(problem)

    def settle(self) -> None:
        """Once. Where nobody was asked, nothing was used."""
        if self._held.settled:
            return
        facts = self._call.facts
        used = Size(facts.spent_tokens, facts.spent_cost) if facts.attempts else NOTHING
        self._stage.counters.settle(self._held, used, self._stage.now())
        if facts.target is not None and facts.problem is None and facts.usage is not None and facts.reason is not None:
            self._stage.experience.note(facts.target.name, facts.usage.completion)

    def closing(self, close: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The reply's end, whatever it was."""

        async def closed() -> None:
            try:
                await close()
            finally:
                self.settle()

        return closed
