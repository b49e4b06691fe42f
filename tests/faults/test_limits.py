"""Limits that several gateways count in one Redis: under load, when one of them is killed, and when Redis is in trouble."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tests.limited import ask, at_once, booked, question, toml, until_over, usage
from tests.redis_server import RedisServer, started
from tests.served import KEY, PATIENCE, Served, served

Start = Callable[..., list[Served]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """One that may be killed, and stand still."""
    with started(tmp_path) as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, server: RedisServer) -> Iterator[Start]:
    """Gateways with one Redis and one ledger."""
    with ExitStack() as stack:

        def started(count: int, *limits: str, more: str = "") -> list[Served]:
            store = f'''[store]
redis = "env:REDIS"
database = "sqlite:///{tmp_path}/shared.db"
journal = "{tmp_path}/journal"
'''
            folders = [tmp_path / str(number) for number in range(count)]
            for folder in folders:
                folder.mkdir()
            environment = {"TEST_KEY": KEY, "REDIS": server.url}
            return [stack.enter_context(served(folder, toml(*limits, more=store + more), environment=environment)) for folder in folders]

        yield started


async def test_a_budget_of_many_processes_is_never_overspent(start: Start, tmp_path: Path) -> None:
    """A crowd asks four of them for twice as much; when all is over, what is spent is what was paid, and nothing is held."""
    gateways = start(4, 'usd = "1.50", per = "day"', "parallel = 12", 'tokens = 100_000, per = "hour", rolling = true')
    statuses: Counter[int] = Counter()
    for _ in range(20):
        statuses += await at_once(gateways, 200, model="mock/lorem-5@100")
        assert Decimal(usage(gateways[1])[0]["used"]) + Decimal(usage(gateways[1])[0]["held"]) <= Decimal("1.5")
        if statuses[402] > 100:
            break
    assert set(statuses) == {200, 402, 429}
    budget, parallel, tokens = until_over(gateways[0])
    assert parallel["held"] == 0
    for gateway in gateways:
        gateway.stop()
    assert Decimal(budget["used"]) == booked(tmp_path / "0", REDIS="redis://127.0.0.1:1") <= Decimal("1.5")
    assert tokens["used"] > 0


async def test_what_a_killed_process_held_is_free_again(start: Start) -> None:
    """By itself, and counted once: nobody is let in before, and all of it is free after that."""
    price = '[models."mock/lorem-900@10"]\nprice = { input = "1.00", output = "2.00" }\n'
    one, other = start(2, "parallel = 4", 'usd = "50.00", per = "day"', more=price)
    body = question(model="mock/lorem-900@10", stream=True, max_tokens=900)
    async with httpx.AsyncClient(headers=one.headers, timeout=PATIENCE, trust_env=False) as client:

        async def stream() -> None:
            async with client.stream("POST", f"{one.url}/v1/chat/completions", json=body) as reply:
                await reply.aread()

        streams = [asyncio.create_task(stream()) for _ in range(4)]
        held = await until_held(other, 4)
        assert held > 0
        assert (await asyncio.to_thread(ask, other)).status_code == 429
        one.stop(signal.SIGKILL)
        await asyncio.gather(*streams, return_exceptions=True)
    assert await until_held(other, 0) == 0
    assert ask(other).status_code == 200


async def until_held(gateway: Served, calls: int) -> Decimal:
    """Calls at once; says what is held of the budget then."""
    end = time.monotonic() + 2 * PATIENCE
    while True:
        parallel, budget = await asyncio.to_thread(usage, gateway)
        if parallel["held"] == calls:
            return Decimal(budget["held"])
        assert time.monotonic() < end, (parallel, budget)
        await asyncio.sleep(0.1)


def statuses(gateway: Served, count: int) -> tuple[set[int], float]:
    """Of so many calls, and how long the slowest took after the first."""
    began, slowest, seen = time.monotonic(), 0.0, set[int]()
    for _ in range(count):
        seen.add(ask(gateway).status_code)
        slowest, began = max(slowest, time.monotonic() - began), time.monotonic()
    return seen, slowest


@pytest.mark.parametrize("trouble", ["killed", "still"])
@pytest.mark.parametrize(("wish", "meanwhile"), [("refuse", 503), ("allow", 200)])
def test_redis_in_trouble_holds_up_nobody(start: Start, server: RedisServer, trouble: str, wish: str, meanwhile: int) -> None:
    """Calls are let in or refused as the limit says, at once; and counted again when it is back, without a restart."""
    (gateway,) = start(1, f'usd = "50.00", per = "day", on_store_failure = "{wish}"')
    assert ask(gateway).status_code == 200
    spent = Decimal(usage(gateway)[0]["used"])
    assert server.process is not None
    if trouble == "killed":
        server.kill()
    else:
        os.kill(server.process, signal.SIGSTOP)
    ask(gateway)  # the first may wait for it
    seen, slowest = statuses(gateway, 20)
    assert seen == {meanwhile}
    assert slowest < 3
    shown = httpx.get(f"{gateway.url}/metrics", trust_env=False).text
    assert "\nmodelbridge_limits_unknown_total 21\n" in shown
    if trouble == "killed":
        server.start()
    else:
        os.kill(server.process, signal.SIGCONT)
    end = time.monotonic() + PATIENCE
    while ask(gateway).status_code != 200 or Decimal(usage(gateway)[0]["used"]) <= spent:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_redis_that_is_down_at_the_start(start: Start, server: RedisServer) -> None:
    """The gateway starts, and limits hold once Redis does."""
    server.kill()
    (gateway,) = start(1, 'requests = 2, per = "day"')
    assert ask(gateway).status_code == 503
    server.start()
    end, seen = time.monotonic() + PATIENCE, list[int]()
    while seen[-1:] != [429]:
        assert time.monotonic() < end
        seen.append(ask(gateway).status_code)
        time.sleep(0.1)
    assert seen.count(200) == 2
