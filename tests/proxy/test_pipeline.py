"""Stages in a row."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from config.snapshot import Target
from proxy.call import Call, Next, Reply
from proxy.exchange.single import Single
from proxy.pipeline import pipeline
from tests.made import call, provider
from translators.canonical import Batch, Kind, Problem


class Named:
    """A stage that leaves its name on what passes, both ways."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self.name, self.seen = name, seen

    async def __call__(self, call: Call, next: Next) -> Reply:
        self.seen.append(f"in {self.name}")
        try:
            return await next(replace(call, id=call.id + self.name))
        finally:
            self.seen.append(f"out {self.name}")


async def close() -> None:
    """Nothing is open."""


async def last(asked: Call) -> Reply:
    return Reply(Target(provider(), asked.id, ""), Single(Batch(None, b"")), close)


async def test_the_first_stage_is_the_outermost() -> None:
    """What one hands on, the next receives."""
    seen: list[str] = []
    reply = await pipeline([Named("a", seen), Named("b", seen)], last)(call())
    assert seen == ["in a", "in b", "out b", "out a"]
    assert reply.target.model == "req_1ab"


async def test_a_stage_may_refuse() -> None:
    """Those behind it never hear of the call, those before it see the problem."""

    async def refuse(call: Call, next: Next) -> Reply:
        raise Problem(Kind.FORBIDDEN, "no")

    seen: list[str] = []
    with pytest.raises(Problem):
        await pipeline([Named("a", seen), refuse, Named("b", seen)], last)(call())
    assert seen == ["in a", "out a"]


async def test_without_stages_there_is_only_the_end() -> None:
    """It is the same function."""
    assert pipeline([], last) is last
