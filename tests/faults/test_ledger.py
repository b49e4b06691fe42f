"""Gateways are killed, stopped, starved of disk and database under load: each reply that a caller has is billed, and billed once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from records.ledger.shipper import Shipper
from records.schema import ready
from tests.faults.ledger_audit import audited
from tests.faults.ledger_callers import Callers
from tests.faults.ledger_nursery import Nursery, nursery
from tests.faults.ledger_provider import Accountant, accountant
from tests.served import KEY

KILLS = 50
SEED = 20_251_121
SECRETS = {"TEST_KEY": KEY, "FAR_KEY": "the-providers-own"}
TOML = """
[server]
grace_seconds = 5
[log]
level = "warning"
[store]
database = "{database}"
journal = "{journal}"
[ledger]
{ledger}
[keys.tests]
key = "env:TEST_KEY"
"""


@pytest.fixture(scope="module")
def cradle() -> Iterator[Nursery]:
    """Loaded once."""
    with nursery() as made:
        yield made


def written(folder: Path, provider: Accountant, database: str, journal: Path | None = None, ledger: str = "") -> Path:
    """The gateway's file."""
    path = folder / "gateway.toml"
    path.write_text(TOML.format(database=database, journal=journal or folder / "journal", ledger=ledger) + provider.toml())
    return path


async def test_fifty_kills_at_random_moments(tmp_path: Path, cradle: Nursery) -> None:
    """Of one gateway after another, under load or while it starts; each ships what the ones before it left."""
    chance, callers, url = Random(SEED), Callers(SEED), f"sqlite:///{tmp_path / 'records.db'}"
    async with accountant(SEED) as provider:
        config = written(tmp_path, provider, url)
        for number in range(KILLS):
            gateway = cradle.bear(tmp_path / "life", config=config, environment=SECRETS)
            if number % 7 == 6:  # before it is ready, or just then
                await asyncio.sleep(chance.uniform(0.0, 0.2))
                gateway.kill()
                continue
            port = await asyncio.to_thread(gateway.wait_for_port)
            hammering = asyncio.ensure_future(callers.hammer(port))
            await callers.until(chance.randint(0, 60))
            await asyncio.sleep(chance.uniform(0.0, 0.03))
            gateway.kill()
            await hammering
        assert len(callers.answered) > KILLS
        await ready(url)
        done = await Shipper(tmp_path / "journal", None, url).ship_the_dead()
        entries = await audited(url, callers, provider)
    assert list((tmp_path / "journal").iterdir()) == []
    sys.stdout.write(
        f"seed {SEED}: {KILLS} kills, {len(callers.answered)} replies finished, {callers.broken} broken by a kill, "
        f"{callers.left} left; {len(entries)} entries, {done.shipped} of them booked at the end\n"
    )
