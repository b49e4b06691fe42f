"""A reply through httpx, read, left, and read by two."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.proxies import Proxies
from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.trust import Trust
from tests.asks import ask
from tests.farside import CHUNKED, OK, answers, chunk, far_side, once
from tests.resting import no_tasks_left
from translators.canonical import Problem


async def test_closing_wakes_who_reads() -> None:
    """The edge may close while a reader still waits."""
    exchange = HttpxExchange(Trust({}), Proxies({}))
    async with far_side(once(CHUNKED + chunk(b"hello"), end="stay")) as far:
        answer = await exchange.send(ask(far.origin))
        reader = asyncio.create_task(answer.read())
        await asyncio.sleep(0.05)
        await answer.close()
        with pytest.raises(Problem):
            await reader
        await far.until(lambda: far.ends != [])
    await exchange.close()
    await no_tasks_left()


async def test_its_times_are_its_own() -> None:
    """The next exchange on the same connection does not move them."""
    exchange = HttpxExchange(Trust({}), Proxies({}))
    async with far_side(answers(OK)) as far:
        first = await exchange.send(ask(far.origin))
        await first.read()
        times = (first.sent_at, first.first_byte_at, first.last_byte_at)
        second = await exchange.send(ask(far.origin))
        await second.read()
        assert second.reused
        assert (first.sent_at, first.first_byte_at, first.last_byte_at) == times
        assert second.sent_at >= times[2]
        await exchange.close()
