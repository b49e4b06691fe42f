"""Many entries go to the disk at once, nobody waits for more than his own, and a disk that fails is told of."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from records.ledger.journal.syncing import Syncing, to_disk
from records.ledger.journal.trouble import JournalBroken
from tests.journals import open_files


class Disk:
    """Does as the system does, counts how often, and stops or fails when told to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.forced: list[int] = []
        self.broken = False
        self.free = threading.Event()
        self.free.set()

    def force(self, file: int) -> None:
        self.free.wait(9)
        self.forced.append(file)
        if self.broken:
            raise OSError(5, "Input/output error")
        to_disk(file)

    def file(self) -> int:
        """To be forced."""
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


class Appending:
    """The one who counts."""

    def __init__(self, disk: Disk, every: float) -> None:
        self.appended = self.failures = 0
        self.gone = 0
        self.syncing = Syncing(lambda: self.appended, every, failed=self.fail, gone=self.miss, force=disk.force)

    def fail(self) -> None:
        self.failures += 1

    def miss(self) -> None:
        self.gone += 1

    def append(self, count: int = 1) -> None:
        self.appended += count
        if self.syncing.idle:
            self.syncing.wake()


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A good one."""
    return Disk(tmp_path / "file")


@pytest.fixture
def begun(disk: Disk, tmp_path: Path) -> Iterator[Callable[[float], Appending]]:
    """Running until the end of the test."""
    running: list[Appending] = []

    def begin(every: float) -> Appending:
        running.append(Appending(disk, every))
        running[-1].syncing.begin(disk.file(), tmp_path)
        running[-1].syncing.start()
        return running[-1]

    yield begin
    disk.free.set()
    for each in running:
        each.syncing.close()


async def until(condition: Callable[[], bool]) -> None:
    """Within some seconds."""
    limit = time.monotonic() + 9
    while not condition():
        assert time.monotonic() < limit
        await asyncio.sleep(0.001)


async def test_nothing_is_forced_while_nothing_is_new(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """The thread sleeps; one entry wakes it once."""
    one = begun(0.001)
    await until(lambda: one.syncing.idle)
    await asyncio.sleep(0.02)
    assert disk.forced == []
    one.append()
    await until(lambda: len(disk.forced) == 1)
    await asyncio.sleep(0.02)
    assert len(disk.forced) == 1


async def test_it_is_forced_without_anyone_waiting(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """What was appended is on the disk soon, whoever asks."""
    one = begun(0.01)
    one.append()
    await until(lambda: len(disk.forced) == 1)
    one.append()
    await until(lambda: len(disk.forced) == 2)


async def test_many_go_at_once_and_not_more_often_than_was_said(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """A hundred who wait for theirs cost as many turns as fit in the time."""
    one, before = begun(0.05), time.monotonic()

    async def caller(number: int) -> None:
        await asyncio.sleep(number / 1000)
        one.append()
        await one.syncing.synced()

    await asyncio.gather(*map(caller, range(100)))
    assert 1 < len(disk.forced) <= (time.monotonic() - before) / 0.05 + 1


async def test_whoever_waits_is_told_when_his_own_is_there(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """Not before; and at once when it was there already."""
    one = begun(0.0)
    disk.free.clear()
    one.append()
    waiting = asyncio.ensure_future(one.syncing.synced())
    await asyncio.sleep(0.03)
    assert not waiting.done()
    disk.free.set()
    await waiting
    await one.syncing.synced()
    assert len(disk.forced) == 1


async def test_what_comes_during_a_turn_waits_for_the_next(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """It may have come too late for this one."""
    one = begun(0.0)
    disk.free.clear()
    one.append()
    await until(lambda: not one.syncing.idle)
    first = asyncio.ensure_future(one.syncing.synced())
    await asyncio.sleep(0.03)
    one.append()
    second = asyncio.ensure_future(one.syncing.synced())
    disk.free.set()
    await asyncio.gather(first, second)
    assert len(disk.forced) == 2


async def test_a_failure_is_told_to_those_it_concerns(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """Also to one who asks afterwards. What is appended later is judged by its own turn."""
    one = begun(0.0)
    disk.broken = True
    one.append()
    with pytest.raises(JournalBroken, match=r"the disk did not keep the journal: .*Input/output error"):
        await one.syncing.synced()
    with pytest.raises(JournalBroken):
        await one.syncing.synced()
    assert one.failures == 1
    disk.broken = False
    one.append()
    await one.syncing.synced()
    assert one.failures == 1


async def test_the_file_before_is_forced_with_the_new_one_and_closed(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """An entry at the end of a segment is not forgotten because there is another."""
    one = begun(0.0)
    disk.free.clear()
    one.append()
    await asyncio.sleep(0.02)
    last = disk.file()
    one.syncing.begin(last)
    one.append()
    disk.free.set()
    await one.syncing.synced()
    first = disk.forced[0]
    assert disk.forced == [first, first, last]
    await until(lambda: first not in open_files())


async def test_closing_forces_what_is_left_and_tells_who_waits(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """However long the turns are apart."""
    one = begun(60.0)
    one.append()
    await one.syncing.synced()
    one.append()
    waiting = asyncio.ensure_future(one.syncing.synced())
    await asyncio.sleep(0.01)
    one.syncing.close()
    await waiting
    assert len(disk.forced) == 2


async def test_nobody_waits_for_a_thread_that_is_gone(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """He would wait for ever."""
    one = begun(0.0)
    one.syncing.close()
    one.append()
    with pytest.raises(JournalBroken, match="not forced to the disk any more"):
        await one.syncing.synced()


async def test_one_who_left_is_not_told(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """A caller may go while he waits."""
    one = begun(0.0)
    disk.free.clear()
    one.append()
    waiting = asyncio.ensure_future(one.syncing.synced())
    await asyncio.sleep(0.01)
    waiting.cancel()
    disk.free.set()
    one.append()
    await one.syncing.synced()
    assert waiting.cancelled()


def test_a_loop_that_is_closed_is_passed_over(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """Its waiters are gone."""
    one = begun(0.0)
    disk.free.clear()
    one.append()

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.syncing.synced(), 0.02)

    asyncio.run(impatient())
    disk.free.set()
    one.append()
    asyncio.run(one.syncing.synced())


async def test_a_file_that_was_deleted_is_told(disk: Disk, begun: Callable[[float], Appending]) -> None:
    """The system would go on forcing it to the disk, where nobody finds it."""
    one = begun(0.0)
    one.append()
    await one.syncing.synced()
    assert one.gone == 0
    disk.path.unlink()
    one.append()
    await one.syncing.synced()
    assert one.gone == 1


async def test_a_folder_that_is_gone_is_no_failure(tmp_path: Path, disk: Disk) -> None:
    """Nothing in it is to be found again."""
    one = Appending(disk, 0.0)
    one.syncing.begin(disk.file(), tmp_path / "gone")
    one.syncing.start()
    one.append()
    await one.syncing.synced()
    one.syncing.close()
    assert one.failures == 0
