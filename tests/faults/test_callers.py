"""FAULTS 51-54: callers who leave, who read slowly, who do not read at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic

import pytest
import pytest_asyncio

from tests.crowd import Crowd, asking, chat, crowd, figure

pytestmark = pytest.mark.asyncio(loop_scope="module")
SOON = 1.0  # seconds: on an idle machine it is a few milliseconds, and the promise is 0.1
GROWTH = 20_000_000  # bytes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def them(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """A gateway and a provider."""
    async with crowd(tmp_path_factory.mktemp("callers")) as running:
        yield running


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("how", ["fin", "rst"])
async def test_51_who_leaves_before_the_first_byte_stops_the_provider(them: Crowd, how: str, stream: bool) -> None:
    """At once; and the log says who left."""
    before, asked, lines = len(them.left_at), len(them.far.requests), len(them.lines())
    async with them.calling() as caller:
        await caller.say(chat(asking("far/silent", stream=stream)))
        await them.far.until(lambda: len(them.far.requests) > asked)
        began = monotonic()
        caller.leave() if how == "rst" else caller.writer.write_eof()
        await them.far.until(lambda: len(them.left_at) > before)
    took = them.left_at[-1] - began
    figure(f"the provider saw the end after {took * 1000:.1f} ms")
    assert took < SOON
    line = (await them.noted(lines + 1))[-1]
    assert (line["status"], line["caller_left"]) == (499, True)


@pytest.mark.parametrize("how", ["fin", "rst"])
async def test_52_who_leaves_in_the_middle_stops_the_provider(them: Crowd, how: str) -> None:
    """The call is noted with what it was: begun, and left."""
    before, lines = len(them.left_at), len(them.lines())
    async with them.calling() as caller:
        await caller.say(chat(asking("far/talk", stream=True)))
        await caller.head()
        began = monotonic()
        caller.leave() if how == "rst" else caller.writer.write_eof()
        await them.far.until(lambda: len(them.left_at) > before)
    took = them.left_at[-1] - began
    figure(f"the provider saw the end after {took * 1000:.1f} ms")
    assert took < SOON
    line = (await them.noted(lines + 1))[-1]
    assert (line["status"], line["caller_left"]) == (200, True)


async def test_53_who_reads_slowly_gets_all_of_it(them: Crowd) -> None:
    """The provider is held back meanwhile, for longer than its own silence would be borne; memory stays as it was."""
    await them.ask(chat(asking("far/flood-10", stream=True)))
    before, most, size = them.resident(), 0, 0
    async with them.calling(65_536) as caller:
        await caller.say(chat(asking("far/flood-100", stream=True)))
        await caller.head()
        await asyncio.sleep(1.5)
        held = them.sent
        async for piece in caller.chunks():
            size += len(piece)
            if size % 20 == 0:
                most = max(most, them.resident())
    grown = max(most, them.resident()) - before
    figure(f"of {size / 1e6:.0f} MB, {held / 1e6:.0f} could be sent before any was read; memory grew by {grown / 1e6:.1f} MB")
    assert size > 104_000_000
    assert held < 50_000_000
    assert grown < GROWTH


async def test_54_who_never_reads_costs_nothing(them: Crowd) -> None:
    """200 MB are offered, five times; nobody takes them, and nobody keeps them."""
    await them.ask(chat(asking("far/flood-10", stream=True)))
    before = them.resident()
    async with AsyncExitStack() as callers:
        for _ in range(5):
            caller = await callers.enter_async_context(them.calling(4096))
            await caller.say(chat(asking("far/flood-200", stream=True)))
        await asyncio.sleep(1.0)
        grown = them.resident() - before
        assert await them.in_flight() == 5
    figure(f"memory grew by {grown / 1e6:.1f} MB for five of them")
    assert grown < GROWTH
    await them.at_rest()
