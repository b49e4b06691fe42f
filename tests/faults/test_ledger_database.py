"""The database stops, crawls, breaks off, fills up or is gone; shippers are killed: every entry is booked, none twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from records.ledger import outage, pace, shipper
from records.ledger.journal.recovery import abandoned
from tests.cutting import cutting
from tests.postgres import Postgres, running
from tests.shipping import Shipping, exactly, last, until

ALONE = ("unshare", "--user", "--map-root-user", "--mount")  # a place of its own to mount in, for which nobody needs to be root


def _may_mount() -> bool:
    try:
        done = subprocess.run([*ALONE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, timeout=20, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """One that may be stopped and started; every test leaves it running."""
    with running(fsync="on") as postgres:
        yield postgres


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Journals of the dead are looked for often, and a database that is away is soon asked again."""
    monkeypatch.setattr(shipper, "LOOK", 0.2)
    monkeypatch.setattr(pace, "LONGEST", 0.5)
    monkeypatch.setattr(outage, "UNFIT", 0.5)


@asynccontextmanager
async def shipping_to(root: Path, url: str) -> AsyncIterator[Shipping]:
    """One that has begun, and has nothing left at the end."""
    shipping = Shipping(root, url)
    shipping.shipper.begin()
    try:
        yield shipping
        await shipping.all_shipped(60)
    finally:
        await shipping.close()
    assert [path for path in root.iterdir() if path.name != "damaged"] == []


async def appended(shipping: Shipping, first: int, seconds: float) -> int:
    """A few entries at a time, for so long. The number of the next one."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        shipping.append(first, 20)
        first += 20
        await asyncio.sleep(0.02)
    return first


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_that_is_stopped_and_started(tmp_path: Path, server: Postgres, how: signal.Signals) -> None:
    """In order, and by a crash, again and again while entries are appended: one line at the beginning of each outage, one at its end."""
    url = server.database()
    async with shipping_to(tmp_path, url) as shipping:
        count = await appended(shipping, 0, 0.7)
        for _ in range(2):
            await asyncio.to_thread(server.stop, how)
            count = await appended(shipping, count, 1.5)
            progress = shipping.shipper.progress
            assert not progress.up
            assert progress.entries > 100
            assert progress.failures < 20
            await asyncio.to_thread(server.start)
            count = await appended(shipping, count, 0.3)
            await shipping.all_shipped()
    assert shipping.told.words == ["away", "back", "away", "back"]
    assert shipping.shipper.progress.shipped <= count
    await exactly(url, count)


async def test_a_server_that_does_not_move(tmp_path: Path, server: Postgres) -> None:
    """All of its processes are halted for a while, in the midst of whatever they do; callers are not."""
    url = server.database()
    async with shipping_to(tmp_path, url) as shipping:
        count = 0
        for _ in range(3):
            count = await appended(shipping, count, 0.4)
            server.pause()
            try:
                count = await appended(shipping, count, 1.5)
                assert shipping.shipper.progress.entries > 100
            finally:
                server.resume()
    await exactly(url, count)


async def test_a_server_that_does_not_move_holds_up_no_stop(tmp_path: Path, server: Postgres) -> None:
    """What is left is shipped by the next."""
    url = server.database()
    shipping = Shipping(tmp_path, url, stopping=1.0)
    shipping.append(0, 100)
    shipping.shipper.begin()
    await shipping.all_shipped()
    server.pause()
    try:
        shipping.append(100, 100)
        await asyncio.sleep(0.7)
        began = time.monotonic()
        await shipping.close()
        assert time.monotonic() - began < 5
    finally:
        server.resume()
    async with shipping_to(tmp_path, url) as after:
        await until(lambda: len(list(tmp_path.iterdir())) == 1)
    assert after.shipper.progress.shipped <= 100
    await exactly(url, 200)


async def test_connections_that_break_anywhere(tmp_path: Path, server: Postgres) -> None:
    """After any number of bytes, to the server or from it: in the midst of COPY, before a commit, before its answer."""
    url, chance = server.database(), random.Random(7)
    async with cutting(server.port) as between:
        through = url.replace(f":{server.port}/", f":{between.port}/")
        async with shipping_to(tmp_path, through) as shipping:
            count = 0
            while between.cuts < 12:
                if chance.random() < 0.5:
                    between.sends = chance.choice([1, 100, 1_000, 10_000, 50_000, 100_000, 150_000])
                else:
                    between.hears = chance.choice([1, 10, 40, 100, 300, 1_000])
                shipping.append(count, 300)
                count += 300
                await asyncio.sleep(chance.uniform(0.02, 0.4))
            between.sends = between.hears = None
    await exactly(url, count)


async def test_a_file_that_another_process_holds(tmp_path: Path) -> None:
    """For three seconds: it is waited for."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    async with shipping_to(tmp_path / "journal", url) as shipping:
        count = await appended(shipping, 0, 0.7)
        with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            count = await appended(shipping, count, 3.0)
            assert shipping.shipper.progress.entries > 1_000
            other.execute("ROLLBACK")
        count = await appended(shipping, count, 0.2)
    assert shipping.told.lines == []
    await exactly(url, count)


async def test_a_file_that_is_deleted(tmp_path: Path) -> None:
    """What was in it is gone with it; what the journal still has comes into a new one, and nothing that was appended since is lost."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    async with shipping_to(tmp_path / "journal", url) as shipping:
        count = await appended(shipping, 0, 1.0)
        await shipping.all_shipped()
        for path in tmp_path.glob("x.db*"):
            path.unlink()
        deleted = count
        count = await appended(shipping, count, 1.0)
    assert shipping.told.words == ["away", "back"]
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        kept = int(file.execute("SELECT COUNT(*) FROM entries").fetchone()[0])
    assert kept >= count - deleted
    await exactly(url, kept, count - kept)


def alone(scene: str, *arguments: object, around: Sequence[str] = ()) -> subprocess.CompletedProcess[bytes]:
    """A process that does what is called so, to its end."""
    command = [*around, sys.executable, "-m", "tests.shipping", scene, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, check=False)


@pytest.mark.skipif(not _may_mount(), reason="this machine lets nobody mount a small disk")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """The database's, not the journal's; then there is room again."""
    done = alone("full_disk", tmp_path, around=ALONE)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.split() == [b"away", b"back"]


def begun(root: Path, url: str, first: int, count: int) -> subprocess.Popen[bytes]:
    """A process that appends entries and ships them; a line for each."""
    command = [sys.executable, "-m", "tests.shipping", "on_and_on", str(root), url, str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


async def test_two_processes_ship_into_one_database(tmp_path: Path, empty_url: str) -> None:
    """Both add to the same rollups."""
    processes = [begun(tmp_path, empty_url, first, 3_000) for first in (0, 3_000)]
    for process in processes:
        await asyncio.to_thread(process.communicate)
        assert process.returncode == 0
    assert list(tmp_path.glob("2*")) == []
    await exactly(empty_url, 6_000)


async def test_a_killed_process_is_taken_over_by_one_of_two(tmp_path: Path, empty_url: str) -> None:
    """Eight times, each at some moment of shipping; those that want its journal never both get it."""
    root, chance, count = tmp_path / "journal", random.Random(9), 0
    one, other = Shipping(root, empty_url), Shipping(root, empty_url)
    one.shipper.begin()
    other.shipper.begin()
    for _ in range(8):
        with begun(root, empty_url, count, 100_000) as process:
            assert process.stdout is not None
            said = await asyncio.to_thread(process.stdout.readline)
            await asyncio.sleep(chance.uniform(0.1, 1.0))
            process.kill()
            said += await asyncio.to_thread(process.stdout.read)
        count += said.count(b"\n")
        await until(lambda: {path.name for path in root.glob("2*")} == {one.journal.name, other.journal.name})
        count = max(count, 1 + await last(empty_url))  # it may have had no time to say so
    await one.close()
    await other.close()
    assert one.told.lines == other.told.lines == []
    await exactly(empty_url, count)


async def test_a_process_that_dies_between_booking_and_dropping(tmp_path: Path, empty_url: str) -> None:
    """It has booked more than its journal knows."""
    root = tmp_path / "journal"
    died = await asyncio.to_thread(alone, "dies_before_it_drops", root, empty_url)
    assert died.returncode == 9
    with next(abandoned(root)) as left:
        assert (left.folder / "0000000001.seg").exists()
    async with shipping_to(root, empty_url) as shipping:
        await until(lambda: len(list(root.iterdir())) == 1)
    assert 0 < shipping.shipper.progress.shipped < 8_000
    await exactly(empty_url, 8_000)
