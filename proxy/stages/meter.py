"""What did the attempt use? One entry for each, written before anybody is told that it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from proxy.call import Call, Facts, Next, Reply, kind_of
from proxy.limits.guess import guessed
from proxy.observe.entry import entry
from records.ledger.intake import Intake
from translators.canonical import Batch, Kind, Problem

# Why nobody has told what an attempt used that did not end by itself.
WHY = {Kind.CALLER_LEFT: "caller_left", Kind.STOPPING: "cut_off"}
FULL = "this gateway can keep no account of another call just now; ask again in a moment"


@dataclass(frozen=True, slots=True)
class Meter:
    """The innermost stage, so that whatever is tried again is accounted for each time."""

    intake: Intake
    clock: Callable[[], float]  # seconds, for durations
    now: Callable[[], int]  # nanoseconds since the epoch
    cutting: Callable[[], bool]  # is it the gateway that ends what is still in flight?

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Ask, and account for it, however it ends."""
        if self.intake.full and call.snapshot.file.ledger.on_full == "refuse":
            raise Problem(Kind.STORE_DOWN, FULL, retry_after=1.0)
        attempt = Attempt(self, call)
        try:
            reply = await next(replace(call, over=attempt.over))
        except BaseException as error:
            attempt.failed(error)
            if attempt.settled:
                await self.intake.safe()
            raise
        if not attempt.settled:
            batches = Safely(reply.batches, attempt, self.intake) if self.intake.durable else reply.batches
            return replace(reply, batches=batches, close=attempt.closing(reply.close))
        try:
            await self.intake.safe()
        except BaseException:  # its caller leaves just now, and nobody else knows of the reply
            await reply.close()
            raise
        return reply


class Attempt:
    """One question put to one provider, from its beginning to its entry."""

    __slots__ = ("_before", "_call", "_meter", "_started", "settled")

    def __init__(self, meter: Meter, call: Call) -> None:
        self._meter = meter
        self._call = call
        self._before = call.facts.attempts
        self._started = meter.clock()
        self.settled = False

    def over(self, problem: Problem | None) -> None:
        """The answer is whole; or what of it has come is all that ever will."""
        if problem is None:
            usage = self._call.facts.usage
            # An answer has tokens: who tells of none has not told.
            self._settle(200, None, "not_told" if usage is None or not usage.total else "")
        else:
            self._settle(problem.status, problem.kind, "cut_off")
        self._call.over(problem)

    def failed(self, error: BaseException) -> None:
        """It never began to be answered. Where nobody was asked, there is nothing to account for."""
        if self._call.facts.attempts == self._before:
            return
        kind = kind_of(error, cutting=self._meter.cutting())
        status = error.status if isinstance(error, Problem) else kind.status
        # Who leaves has asked all the same: the provider has his question. What it refuses, or fails at, it does not charge for.
        self._settle(status, kind, WHY.get(kind, ""))

    def closing(self, close: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The reply's end; if nothing else has ended the attempt, its caller has left, or it was cut short here."""

        async def closed() -> None:
            facts = self._call.facts
            kind = Kind.CALLER_LEFT if facts.left else facts.problem or Kind.INTERNAL
            self._settle(kind.status, kind, WHY.get(kind, "cut_off"))
            await close()

        return closed

    def _settle(self, status: int, problem: Kind | None, why: str) -> None:
        if self.settled:
            return
        self.settled = True
        call, meter = self._call, self._meter
        facts, now = call.facts, meter.clock()
        guess = None
        if why and facts.target is not None and not _counted(facts):
            there = facts.target.provider.entrance(call.translator.wire, facts.target.model).translator
            guess = why, guessed(facts.usage, call.body, call.translator, facts.heard, there)
        began = facts.first_content_at or (now if problem is None else 0.0)
        made = entry(
            call,
            at=meter.now() // 1000,
            latency_us=round((now - self._started) * 1e6),
            ttft_us=round((began - self._started) * 1e6) if began else None,
            end=(status, problem),
            guess=guess,
        )
        facts.spent_cost += made.cost
        facts.spent_tokens += made.usage.total
        meter.intake.put(made)


class Safely:
    """Batches of a reply. The last one, or what is wrong instead, waits until its entry is on the disk."""

    __slots__ = ("_attempt", "_batches", "_intake")

    def __init__(self, batches: AsyncIterator[Batch], attempt: Attempt, intake: Intake) -> None:
        self._batches = batches
        self._attempt = attempt
        self._intake = intake

    def __aiter__(self) -> Safely:
        return self

    async def __anext__(self) -> Batch:
        try:
            batch = await self._batches.__anext__()
        except Problem:  # it is the last that the caller is told
            await self._intake.safe()
            raise
        if self._attempt.settled:
            await self._intake.safe()
        return batch


def _counted(facts: Facts) -> bool:
    """Has the provider said why its answer ended, and what it used? Then what came after that changes nothing."""
    return facts.reason is not None and facts.usage is not None and facts.usage.completion > 0
