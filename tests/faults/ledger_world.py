"""A gateway's file, the provider behind it and the callers before it, with one ledger for as many gateways as a test wants."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.ledger.entry import Entry
from records.ledger.progress import Progress
from records.ledger.shipper import Shipper
from records.schema import ready
from tests.caller import calling, request
from tests.faults.ledger_audit import audited
from tests.faults.ledger_callers import Callers
from tests.faults.ledger_nursery import Born, Nursery
from tests.faults.ledger_provider import Accountant, accountant
from tests.served import KEY

TOML = """
[server]
grace_seconds = 5
[log]
level = "warning"
[store]
database = "env:DATABASE_URL"
journal = "{journal}"
[ledger]
{ledger}
[keys.tests]
key = "env:TEST_KEY"
"""


@dataclass(slots=True)
class World:
    """All of it."""

    folder: Path
    url: str
    cradle: Nursery
    provider: Accountant
    callers: Callers
    journal: Path

    def bear(self) -> Born:
        """A gateway that starts."""
        secrets = {"TEST_KEY": KEY, "FAR_KEY": "the-providers-own", "DATABASE_URL": self.url}
        return self.cradle.bear(self.folder / "life", config=self.folder / "gateway.toml", environment=secrets)

    async def running(self) -> tuple[Born, int]:
        """One that is ready, and its port."""
        gateway = self.bear()
        return gateway, await asyncio.to_thread(gateway.wait_for_port)

    async def stopped(self, gateway: Born) -> None:
        """In good order: what it wrote is in the database."""
        gateway.tell(signal.SIGTERM)
        assert await asyncio.to_thread(gateway.wait) == 0
        assert "Traceback" not in gateway.printed.read_text()

    async def ship_the_dead(self) -> Progress:
        """Once, by nobody's gateway."""
        await ready(self.url)
        return await Shipper(self.journal, None, self.url).ship_the_dead()

    def nothing_waits(self) -> bool:
        """Is everything out of the journals?"""
        return list(self.journal.iterdir()) == []

    async def audited(self) -> list[Entry]:
        """What is in the database is what was served."""
        return await audited(self.url, self.callers, self.provider)


@asynccontextmanager
async def world(
    folder: Path, url: str, cradle: Nursery, *, seed: int = 1, ledger: str = "", journal: Path | None = None
) -> AsyncIterator[World]:
    """Gateways are not started yet."""
    async with accountant(seed) as provider:
        made = World(folder, url, cradle, provider, Callers(seed), journal or folder / "journal")
        (folder / "gateway.toml").write_text(TOML.format(journal=made.journal, ledger=ledger) + provider.toml())
        yield made


async def standing(port: int) -> dict[str, Any]:
    """What /readyz says of the ledger, and in one word of the gateway."""
    async with calling(port) as caller:
        await caller.say(request("GET", "/readyz"))
        said = (await caller.reply()).json
    return {**said["ledger"], "status": said["status"]}


async def until(port: int, true: Callable[[dict[str, Any]], bool], seconds: float = 40.0) -> dict[str, Any]:
    """It has come to stand so."""
    async with asyncio.timeout(seconds):
        while not true(stands := await standing(port)):  # noqa: ASYNC110  it is another process that knows
            await asyncio.sleep(0.02)
    return stands
