"""One timer, and a deadline that moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context

from proxy.exchange.wire.patience import FOR_EVER, Waiting


class Clocked(asyncio.SelectorEventLoop):
    """Counts how often a line's timer is set."""

    armed = 0

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        self.armed += getattr(callback, "__self__", None).__class__ is Line
        return super().call_later(delay, callback, *args, context=context)


class Line(Waiting):
    """Notes when it was out of time."""

    def __init__(self, loop: Clocked) -> None:
        super().__init__(loop, loop.time)
        self.ends: list[bool] = []
        self.moving = 0

    def until(self, limit: float, total_at: float = FOR_EVER) -> None:
        self._heard, self._limit, self._total_at = self._now(), limit, total_at
        self.hurry(self._heard)

    def out_of_time(self, *, total: bool) -> None:
        self.ends.append(total)

    def still_moving(self) -> bool:
        self.moving -= 1
        return self.moving >= 0


def run(steps: Coroutine[None, None, None], line: Line, loop: Clocked) -> None:
    loop.run_until_complete(steps)
    line.rest()
    loop.close()


def test_a_deadline_that_only_moves_away_costs_no_timer() -> None:
    """A thousand requests over one connection: one timer."""
    loop = Clocked()
    line = Line(loop)

    async def steps() -> None:
        for _ in range(1000):
            line.until(30.0)

    run(steps(), line, loop)
    assert loop.armed == 1
    assert line.ends == []


def test_it_is_noticed_when_it_comes() -> None:
    """Also after it moved: the timer sleeps the rest."""
    loop = Clocked()
    line = Line(loop)

    async def steps() -> None:
        line.until(0.05)
        await asyncio.sleep(0.03)
        line.until(0.05)
        await asyncio.sleep(0.03)
        assert line.ends == []
        await asyncio.sleep(0.1)

    run(steps(), line, loop)
    assert line.ends == [False]
    assert loop.armed == 2


def test_a_nearer_deadline_hurries_the_timer_and_the_total_is_told_apart() -> None:
    """Whichever comes first."""
    loop = Clocked()
    line = Line(loop)

    async def steps() -> None:
        line.until(30.0)
        line.until(20.0, total_at=loop.time() + 0.03)
        await asyncio.sleep(0.1)

    run(steps(), line, loop)
    assert line.ends == [True]


def test_what_still_moves_is_given_more_time() -> None:
    """As often as it moves."""
    loop = Clocked()
    line = Line(loop)
    line.moving = 2

    async def steps() -> None:
        line.until(0.03)
        await asyncio.sleep(0.07)
        assert line.ends == []
        await asyncio.sleep(0.1)

    run(steps(), line, loop)
    assert line.ends == [False]


def test_for_ever_needs_no_timer() -> None:
    """Nothing is set at all."""
    loop = Clocked()
    line = Line(loop)

    async def steps() -> None:
        line.until(FOR_EVER)

    run(steps(), line, loop)
    assert loop.armed == 0
