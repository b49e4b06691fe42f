"""The holder: swaps what is good, keeps what was good."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from config.faults import ConfigError
from config.holder import Holder
from config.snapshot import Key

GOOD = '[routes.fast]\ntargets = ["mock/echo"]\n'
BETTER = '[routes.fast]\ntargets = ["mock/lorem"]\n'


class World:
    """A folder with a gateway.toml, and a holder of it."""

    def __init__(self, folder: Path, text: str = GOOD) -> None:
        self.file = folder / "gateway.toml"
        self.write(text)
        self.ticks: Iterator[float] = map(float, count(100))
        self.holder = Holder(self.file, {}, clock=lambda: next(self.ticks))

    def write(self, text: str) -> None:
        """Save the file."""
        self.file.write_text(text)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """With a good file."""
    return World(tmp_path)


def test_an_edit_is_swapped_in(world: World) -> None:
    """One reference, one generation further."""
    before = world.holder.current
    world.write(BETTER)
    outcome = world.holder.reload()
    assert outcome.ok
    assert outcome.changed == ("~route fast (targets [mock/echo] -> [mock/lorem])",)
    assert world.holder.current is not before
    assert (world.holder.generation, world.holder.reloaded_at) == (2, 101.0)


def test_a_broken_file_changes_nothing(world: World) -> None:
    """It is kept in mind for /readyz."""
    before = world.holder.current
    world.write("oops = ")
    outcome = world.holder.reload()
    assert not outcome.ok
    assert outcome.faults == world.holder.faults != ()
    assert world.holder.current is before
    assert world.holder.status()["faults"] == [str(world.holder.faults[0])]
    assert world.holder.status()["ok"] is False


def test_a_deleted_file_changes_nothing(world: World) -> None:
    """It is a fault like another."""
    before = world.holder.current
    world.file.unlink()
    assert "there is no such file" in str(world.holder.reload().faults[0])
    assert world.holder.current is before


def test_a_mended_file_ends_the_fault(world: World) -> None:
    """Also when it is again what it was."""
    before = world.holder.current
    world.write("oops = ")
    world.holder.reload()
    world.write(GOOD)
    outcome = world.holder.reload()
    assert (outcome.ok, outcome.same, outcome.changed, world.holder.faults) == (True, False, (), ())
    assert world.holder.current is before


def test_the_same_bytes_are_not_looked_at_twice(world: World) -> None:
    """Good or broken, it was said once."""
    world.holder.reload()
    assert world.holder.look() is None
    assert world.holder.reload().same
    world.write("oops = ")
    assert not world.holder.reload().same
    outcome = world.holder.reload()
    assert outcome.same
    assert not outcome.ok


def test_a_comment_is_no_change_of_meaning(world: World) -> None:
    """It is live, and there is nothing to say."""
    world.write("# a comment\n" + GOOD)
    outcome = world.holder.reload()
    assert (outcome.ok, outcome.changed) == (True, ())


def test_a_secret_in_a_file_is_part_of_it(tmp_path: Path) -> None:
    """Rotated by whoever mounts it, without an edit."""
    (tmp_path / "key").write_text("sk-1")
    world = World(tmp_path, '[providers.openai]\napi_key = "file:key"\n')
    (tmp_path / "key").write_text("sk-2")
    assert world.holder.reload().changed == ("provider openai: another key",)
    (tmp_path / "key").unlink()
    assert world.holder.reload().changed == ("provider openai off: the file key is not there",)


def test_a_secret_that_a_broken_file_waits_for_is_watched(tmp_path: Path) -> None:
    """Its coming mends the file."""
    world = World(tmp_path)
    world.write('[keys.ci]\nkey = "file:ci"\n')
    assert not world.holder.reload().ok
    assert tmp_path / "ci" in world.holder.watched
    (tmp_path / "ci").write_text("mb-0123456789abcdef0123456789")
    outcome = world.holder.reload()
    assert outcome.ok
    assert "+key ci" in outcome.changed


def test_what_needs_a_restart_is_measured_against_the_start(world: World) -> None:
    """Taken back, it needs none any more."""
    world.write("[server]\nport = 1\n")
    assert world.holder.reload().needs_restart == ("server.port",)
    world.write("[server]\nport = 1\n[log]\nlevel = 'debug'\n")
    assert world.holder.reload().needs_restart == ("server.port",)
    world.write(GOOD)
    assert world.holder.reload().needs_restart == ()


def test_a_slow_look_does_not_undo_a_later_one(world: World) -> None:
    """A signal came while the watch was still reading."""
    world.write("[server]\nport = 1\n")
    slow = world.holder.look()
    world.write(BETTER)
    world.holder.reload()
    after = world.holder.current
    assert world.holder.take(slow).same
    assert world.holder.current is after


def test_there_must_be_a_first_good_file(tmp_path: Path) -> None:
    """There is nothing from before to serve with."""
    with pytest.raises(ConfigError, match="no such file"):
        Holder(tmp_path / "gateway.toml", {}, clock=lambda: 0.0)


def test_without_a_file_there_is_nothing_to_reload() -> None:
    """Defaults do not change."""
    holder = Holder(None, {}, clock=lambda: 0.0)
    assert holder.reload().same
    assert holder.watched == ()


def test_the_key_of_this_run_lets_in_until_the_file_has_one(world: World) -> None:
    """And again when it has none."""
    made = Key(name="this run", digest=b"\1" * 32)
    holder = Holder(world.file, {}, clock=lambda: 0.0, made=made)
    assert set(holder.current.keys) == {made.digest}
    world.write(GOOD + f'[keys.ci]\nkey = "sha256:{"ab" * 32}"\n')
    holder.reload()
    assert set(holder.current.keys) == {bytes.fromhex("ab" * 32)}
    world.write(BETTER)
    holder.reload()
    assert set(holder.current.keys) == {made.digest}
