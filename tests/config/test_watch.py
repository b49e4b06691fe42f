"""The watch: whatever way a file is changed, the holder has it within a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from config.holder import Holder, Outcome
from config.watch import SETTLE, survey, watch

BOUND = 10.0  # seconds; a generous bound for a busy machine
LONG = 1.0  # in which such a machine, too, writes the second half of a file


def text(port: int) -> str:
    """A file that differs in one setting."""
    return f"[server]\nport = {port}\n"


class World:
    """A watched holder, and what was reported of it."""

    def __init__(self, file: Path) -> None:
        self.holder = Holder(file, {"A": "mb-" + 32 * "a", "B": "mb-" + 32 * "b"}, clock=lambda: 0.0)
        self.outcomes: asyncio.Queue[Outcome] = asyncio.Queue()

    async def report(self) -> Outcome:
        """The next one."""
        return await asyncio.wait_for(self.outcomes.get(), BOUND)

    async def until(self, port: int) -> None:
        """Wait for the setting to be live; what else is reported on the way is no matter."""
        while self.holder.current.server.port != port:
            await self.report()


@asynccontextmanager
async def watched(file: Path, settle: float = SETTLE) -> AsyncIterator[World]:
    """One that runs while the test does."""
    world = World(file)
    task = asyncio.create_task(watch(world.holder, world.outcomes.put_nowait, settle))
    try:
        yield world
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, BOUND)


async def test_a_file_that_is_written_is_live(tmp_path: Path) -> None:
    """Again and again."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file) as world:
        for port in (2, 3, 4):
            file.write_text(text(port))
            await world.until(port)


async def test_a_file_that_is_replaced_by_a_rename_is_live(tmp_path: Path) -> None:
    """As most editors save."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file) as world:
        for port in (2, 3):
            (tmp_path / ".gateway.toml.swp").write_text(text(port))
            (tmp_path / ".gateway.toml.swp").rename(file)
            await world.until(port)


async def test_half_a_file_that_heals_at_once_is_not_reported(tmp_path: Path) -> None:
    """An editor was not finished, that is all."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file, LONG) as world:
        file.write_text("[serv")
        await asyncio.sleep(0.05)
        file.write_text(text(2))
        outcome = await world.report()
        assert outcome.ok
        assert world.holder.current.server.port == 2


async def test_half_a_file_that_is_a_whole_one_is_not_taken(tmp_path: Path) -> None:
    """Cut at the end of a line, or empty as it is between two steps of a write, it would lock every caller out."""
    file = tmp_path / "gateway.toml"
    whole = '[keys.a]\nkey = "env:A"\n[keys.b]\nkey = "env:B"\nmodels = ["mock/*"]\n[server]\nport = {}\n'
    file.write_text(whole.format(1))
    async with watched(file, LONG) as world:
        for port, part in enumerate(("", '[keys.a]\nkey = "env:A"\n', '[keys.a]\nkey = "env:A"\n[keys.b]\nkey = "env:B"\n'), 2):
            file.write_text(part)
            await asyncio.sleep(0.1)
            file.write_text(whole.format(port))
            outcome = await world.report()
            assert outcome.changed == (f"~server (port {port - 1} -> {port})",)


async def test_a_file_that_is_emptied_again_and_again_is_not_taken(tmp_path: Path) -> None:
    """It says the same at two looks, but it was written in between."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file, LONG) as world:
        for _ in range(10):
            file.write_text("")
            await asyncio.sleep(0.1)
        file.write_text(text(2))
        assert (await world.report()).changed == ("~server (port 1 -> 2)",)


async def test_a_broken_file_is_reported_once_and_mended(tmp_path: Path) -> None:
    """The one before serves on."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file) as world:
        file.write_text("[serv")
        assert not (await world.report()).ok
        assert world.holder.current.server.port == 1
        file.write_text(text(2))
        assert (await world.report()).ok
        assert world.outcomes.empty()


async def test_a_file_that_goes_is_reported_and_may_come_back(tmp_path: Path) -> None:
    """Deleted, and restored."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file) as world:
        file.unlink()
        assert "no such file" in str((await world.report()).faults[0])
        file.write_text(text(2))
        await world.until(2)


async def test_a_folder_of_links_that_is_swapped_is_live(tmp_path: Path) -> None:
    """As Kubernetes mounts a ConfigMap: only the link `..data` changes."""
    for version in (1, 2, 3):
        (tmp_path / f"..v{version}").mkdir()
        (tmp_path / f"..v{version}" / "gateway.toml").write_text(text(version))
    (tmp_path / "..data").symlink_to("..v1")
    (tmp_path / "gateway.toml").symlink_to("..data/gateway.toml")
    async with watched(tmp_path / "gateway.toml") as world:
        for version in (2, 3):
            (tmp_path / "..data_tmp").symlink_to(f"..v{version}")
            (tmp_path / "..data_tmp").rename(tmp_path / "..data")
            await world.until(version)


async def test_a_folder_that_is_replaced_is_watched_again(tmp_path: Path) -> None:
    """Its name is the same, it is not."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "gateway.toml").write_text(text(1))
    async with watched(folder / "gateway.toml") as world:
        folder.rename(tmp_path / "old")
        folder.mkdir()
        (folder / "gateway.toml").write_text(text(2))
        await world.until(2)
        (folder / "gateway.toml").write_text(text(3))
        await world.until(3)


async def test_a_secret_elsewhere_is_watched_too(tmp_path: Path) -> None:
    """From the moment the file refers to it."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "run").mkdir()
    file = tmp_path / "etc" / "gateway.toml"
    file.write_text("")
    async with watched(file) as world:
        file.write_text('[providers.openai]\napi_key = "file:../run/key"\n')
        assert (await world.report()).ok
        (tmp_path / "run" / "key").write_text("sk-1\n")
        while "openai" not in world.holder.current.providers:
            await world.report()


async def test_a_hundred_edits_end_with_the_last(tmp_path: Path) -> None:
    """However many are seen on the way."""
    file = tmp_path / "gateway.toml"
    file.write_text(text(1))
    async with watched(file) as world:
        for port in range(2, 102):
            file.write_text(text(port))
            await asyncio.sleep(0)
        await world.until(101)


async def test_without_a_file_there_is_nothing_to_watch() -> None:
    """It ends by itself."""
    await asyncio.wait_for(watch(Holder(None, {}, clock=lambda: 0.0), lambda _: None), BOUND)


def test_every_link_on_the_way_is_known(tmp_path: Path) -> None:
    """A change of any of them may change what is read."""
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "real.toml").write_text("")
    (tmp_path / "data").symlink_to("v1")
    (tmp_path / "gateway.toml").symlink_to(tmp_path / "data" / "real.toml")
    ground = survey([tmp_path / "gateway.toml"])
    assert ground.names >= {"gateway.toml", "data", "real.toml"}
    assert {folder for folder, _ in ground.folders} >= {tmp_path, tmp_path / "v1"}


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """They lead nowhere, but the walk comes back."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert survey([tmp_path / "a"]).names == {"a", "b"}
