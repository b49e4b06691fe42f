"""Database and disk fail under gateways that serve, gateways stop, or share a ledger: each reply that a caller has is billed once."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults.ledger_nursery import Born, Nursery, nursery
from tests.faults.ledger_world import World, standing, until, world
from tests.postgres import Postgres, running

ALONE = ("unshare", "--user", "--map-root-user", "--mount")  # a place of its own to mount in, for which nobody needs to be root
MOUNTED = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"'


@pytest.fixture(scope="module")
def cradle() -> Iterator[Nursery]:
    """Loaded once."""
    with nursery() as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """One that may be stopped and started; every test leaves it running."""
    with running() as postgres:
        yield postgres


def _may_mount() -> bool:
    try:
        done = subprocess.run([*ALONE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, timeout=20, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


async def settled(them: World, gateway: Born, port: int) -> None:
    """All is booked while it still serves; it stops, nothing is left, nothing was lost."""
    stands = await until(port, lambda ledger: ledger["waiting"] == 0 and ledger["database"]["ok"])
    assert (stands["ok"], stands["in_memory"], stands["lost"], stands["lag_seconds"]) == (True, 0, 0, 0)
    await them.stopped(gateway)
    assert them.nothing_waits()
    await them.audited()


async def test_a_database_that_is_down_at_the_start(tmp_path: Path, cradle: Nursery, server: Postgres) -> None:
    """Callers are served all the same; when it comes up it gets its tables, and all that was served meanwhile."""
    url = server.database()
    server.stop()
    try:
        async with world(tmp_path, url, cradle) as them:
            gateway, port = await them.running()
            await them.callers.hammer(port, most=150)
            stands = await until(port, lambda ledger: not ledger["database"]["ok"])
            assert (stands["status"], stands["ok"]) == ("ready", True)
            assert stands["waiting"] >= len(them.callers.answered) > 100
            assert stands["lag_seconds"] > 0
            server.start()
            await them.callers.hammer(port, most=50)
            await settled(them, gateway, port)
            assert gateway.printed.read_text().count("the ledger's database is away") == 1
    finally:
        server.stop()
        server.start()


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
async def test_a_database_that_goes_and_comes_under_load(tmp_path: Path, cradle: Nursery, server: Postgres, sig: signal.Signals) -> None:
    """In the middle of whatever it was booking."""
    async with world(tmp_path, server.database(), cradle) as them:
        gateway, port = await them.running()
        hammering = asyncio.ensure_future(them.callers.hammer(port, most=600))
        await them.callers.until(100)
        await asyncio.to_thread(server.stop, sig)
        await them.callers.until(100)
        await asyncio.to_thread(server.start)
        await hammering
        await settled(them, gateway, port)


async def test_a_file_that_another_process_holds(tmp_path: Path, cradle: Nursery) -> None:
    """Callers notice nothing of it."""
    path = tmp_path / "records.db"
    async with world(tmp_path, f"sqlite:///{path}", cradle) as them:
        gateway, port = await them.running()
        hammering = asyncio.ensure_future(them.callers.hammer(port, most=400))
        await them.callers.until(20)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await hammering
            await asyncio.sleep(1.0)
            assert (await standing(port))["waiting"] > 0
            other.execute("ROLLBACK")
        await settled(them, gateway, port)


@pytest.mark.skipif(not _may_mount(), reason="this machine lets nobody mount a small disk")
@pytest.mark.parametrize("on_full", ["serve", "refuse"])
async def test_a_journal_whose_disk_is_full(tmp_path: Path, on_full: str) -> None:
    """As the operator wants it, calls are served and their entries wait in memory, or calls are refused; and then there is room again."""
    small = tmp_path / "small"
    small.mkdir()
    with nursery(*ALONE, "sh", "-c", MOUNTED, str(small)) as cradle:
        url = f"sqlite:///{tmp_path / 'records.db'}"
        async with world(tmp_path, url, cradle, ledger=f'on_full = "{on_full}"', journal=small / "journal") as them:
            gateway, port = await them.running()
            there = Path(f"/proc/{gateway.pid}/root{small}")  # as the gateway sees it
            await them.callers.hammer(port, most=50)
            assert not them.callers.refused
            with (there / "other").open("wb", buffering=0) as other, suppress(OSError):
                while True:
                    other.write(bytes(4096))
            await them.callers.hammer(port, most=100)
            stands = await until(port, lambda ledger: not ledger["ok"])
            assert stands["in_memory"] > 0
            assert stands["lost"] == 0
            if on_full == "serve":
                assert (stands["status"], them.callers.refused) == ("ready", {})
            else:
                assert stands["status"] == "refusing"
                assert len(them.callers.refused) > 20
                assert set(them.callers.refused.values()) == {503}
                assert not set(them.callers.refused) & set(them.provider.asked)
            (there / "other").unlink()
            await until(port, lambda ledger: bool(ledger["ok"]))
            them.callers.refused.clear()
            await them.callers.hammer(port, most=50)
            assert not them.callers.refused
            await until(port, lambda ledger: ledger["waiting"] == 0)
            assert (await standing(port))["lost"] == 0
            await them.stopped(gateway)
            await them.audited()


async def test_no_room_for_journal_and_database(tmp_path: Path, cradle: Nursery) -> None:
    """No file may grow, as with a quota that is used up: neither can be written, nor the log, and all are once there is room."""
    async with world(tmp_path, f"sqlite:///{tmp_path / 'records.db'}", cradle) as them:
        gateway, port = await them.running()
        await them.callers.hammer(port, most=50)
        before = resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
        await them.callers.hammer(port, most=100)
        stands = await until(port, lambda ledger: not ledger["ok"])
        assert (stands["status"], stands["lost"], them.callers.refused) == ("ready", 0, {})
        assert stands["in_memory"] >= 80
        resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, before)
        await them.callers.hammer(port, most=50)
        await settled(them, gateway, port)


async def test_a_stop_under_load(tmp_path: Path, cradle: Nursery, empty_url: str) -> None:
    """What is in flight is answered, written and booked before the process ends."""
    async with world(tmp_path, empty_url, cradle) as them:
        gateway, port = await them.running()
        hammering = asyncio.ensure_future(them.callers.hammer(port, several=16))
        await them.callers.until(150)
        await them.stopped(gateway)
        await hammering
        assert set(them.callers.refused.values()) <= {503}
        assert them.nothing_waits()
        await them.audited()


async def test_two_gateways_with_one_ledger(tmp_path: Path, cradle: Nursery, empty_url: str) -> None:
    """One journal root, one database; they start at once, one of them is killed and another takes its place. Each waits for its disk."""
    async with world(tmp_path, empty_url, cradle, ledger='durability = "power"') as them:
        (one, port), (other, other_port) = await asyncio.gather(them.running(), them.running())
        both = asyncio.gather(them.callers.hammer(port, most=300), them.callers.hammer(other_port))
        await them.callers.until(150)
        other.kill()
        third, third_port = await them.running()
        await asyncio.gather(both, them.callers.hammer(third_port, most=100))
        await asyncio.gather(them.stopped(one), them.stopped(third))
        await them.ship_the_dead()
        assert them.nothing_waits()
        assert len(await them.audited()) > 400
