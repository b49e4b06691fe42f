"""Fifty gateways are killed under load: each reply that a caller has whole is billed, and billed once."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random

from tests.faults.ledger_nursery import nursery
from tests.faults.ledger_world import world

KILLS = 50
SEED = 20_251_121


async def test_fifty_kills_at_random_moments(tmp_path: Path) -> None:
    """Of one gateway after another, under load or while it starts; each ships what the ones before it left."""
    chance = Random(SEED)
    with nursery() as cradle:
        async with world(tmp_path, f"sqlite:///{tmp_path / 'records.db'}", cradle, seed=SEED) as them:
            for number in range(KILLS):
                gateway = them.bear()
                if number % 7 == 6:  # before it is ready, or just then
                    await asyncio.sleep(chance.uniform(0.0, 0.2))
                    gateway.kill()
                    continue
                port = await asyncio.to_thread(gateway.wait_for_port)
                hammering = asyncio.ensure_future(them.callers.hammer(port))
                await them.callers.until(chance.randint(0, 60))
                await asyncio.sleep(chance.uniform(0.0, 0.03))
                gateway.kill()
                await hammering
            done = await them.ship_the_dead()
            entries = await them.audited()
            assert them.nothing_waits()
    sys.stdout.write(
        f"seed {SEED}: {KILLS} kills, {len(them.callers.answered)} replies finished, {them.callers.broken} broken by a kill, "
        f"{them.callers.left} left; {len(entries)} entries, {done.shipped} of them booked at the end\n"
    )
