"""Sees that gateway.toml, or a secret it refers to, has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from watchfiles import Change, awatch

from config.holder import Holder, Look, Outcome

SETTLE = 0.25  # seconds in which a file must stay as it is: half a file may be a whole one too, only without the keys
LOOK_ANYWAY = 700  # milliseconds; some file systems tell nobody that a file changed
LOOK_ALONE = 0.5  # seconds between looks where the system has no watches to give


Marks = tuple[tuple[int, ...], ...]


class Ground(Struct, frozen=True):
    """What has to be watched. A folder that is replaced is another one, whatever its name."""

    names: frozenset[str]
    folders: frozenset[tuple[Path, int]]  # and their inodes


async def watch(holder: Holder, report: Callable[[Outcome], None], settle: float = SETTLE) -> None:
    """Keep a holder up to date until cancelled. `report` is called on the event loop with every outcome but `same`."""
    await Watch(holder, report, settle).run()


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch over one holder."""

    holder: Holder
    report: Callable[[Outcome], None]
    settle: float = SETTLE

    async def run(self) -> None:
        """Until cancelled."""
        while self.holder.path is not None:
            ground = await asyncio.to_thread(survey, self.holder.watched)
            async with aclosing(_stirrings(ground)) as stirrings:
                async for _ in stirrings:
                    if await self.look() != ground:
                        break

    async def look(self) -> Ground:
        """Take what the files say, once nobody writes them any more; if it is what they said before, there is nothing to take."""
        look, marks = None, await asyncio.to_thread(self._marks)
        while look is None and marks is not None:
            await asyncio.sleep(self.settle)
            look, marks = await asyncio.to_thread(self._settled, marks)
        outcome = self.holder.take(look)
        if not outcome.same:
            self.report(outcome)
        return await asyncio.to_thread(survey, self.holder.watched)

    def _settled(self, before: Marks) -> tuple[Look | None, Marks | None]:
        """What the files say, if nobody has written them since, nor while they were read; and their marks now."""
        look, now = self.holder.look(), self._marks()
        return (look if now == before else None), now

    def _marks(self) -> Marks | None:
        """What every write of the files leaves on them, whatever it writes; None when they say what they said before."""
        return tuple(map(mark, self.holder.watched)) if self.holder.stirred() else None


def mark(file: Path) -> tuple[int, ...]:
    """Its number, its size and when it was written."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def survey(files: Iterable[Path]) -> Ground:
    """Every name on the way to the files, links included: a change of any of them may change what is read."""
    places: set[Path] = set()
    for file in files:
        _follow(file.absolute(), places, 40)
    folders = {(place.parent, place.parent.stat().st_ino) for place in places if place.parent.is_dir()}
    return Ground(frozenset(place.name for place in places), frozenset(folders))


def _follow(file: Path, places: set[Path], links: int) -> None:
    """A file, the links its path goes through, and where these lead."""
    for part in (*reversed(file.parents), file):
        if links and part.is_symlink():
            places.add(part)
            _follow(part.parent / part.readlink() / file.relative_to(part), places, links - 1)
            return
    places.add(file)


async def _stirrings(ground: Ground) -> AsyncGenerator[None]:
    """One now, then one whenever something may have changed. Some are for nothing; none is missed for long."""
    yield None

    def ours(_change: Change, path: str) -> bool:
        return Path(path).name in ground.names

    folders = [folder for folder, _ in ground.folders]
    try:
        async with aclosing(
            awatch(*folders, watch_filter=ours, debounce=200, rust_timeout=LOOK_ANYWAY, yield_on_timeout=True, recursive=False)
        ) as changes:
            async for _ in changes:
                yield None
    except (OSError, RuntimeError):  # no watches left, or a folder went away just now
        await asyncio.sleep(LOOK_ALONE)
