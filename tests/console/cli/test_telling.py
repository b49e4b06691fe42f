"""What is said of a look at gateway.toml."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from config import Holder, Key
from console.cli.telling import Teller
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics

KEY = '[keys.ci]\nkey = "env:CI_KEY"\n'
MADE = Key(name="this run", digest=sha256(b"mb-made").digest())


@dataclass
class Desk:
    """A file, a holder of it, and a teller of what comes of it."""

    path: Path
    out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.holder = Holder(self.path, {"CI_KEY": "mb-" + 32 * "x"}, clock=lambda: 0.0, made=MADE)
        self.log = Log(self.out)
        self.metrics = Metrics("1", self.log.lines)
        self.teller = Teller(self.holder, self.log, self.metrics, key_shown=MADE in self.holder.current.keys.values())
        self.teller.begin()

    def edit(self, text: str) -> None:
        """Write it, look at it, tell of it."""
        self.path.write_text(text)
        self.teller.told(self.holder.reload())

    def said(self) -> list[dict[str, str]]:
        """Every line since the last time, without its time."""
        lines = [json.loads(line) for line in self.out.getvalue().splitlines()]
        self.out.truncate(0)
        self.out.seek(0)
        return [{name: value for name, value in line.items() if name != "time"} for line in lines]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """It begins with one key."""
    path = tmp_path / "gateway.toml"
    path.write_text(KEY)
    return Desk(path)


def test_a_change_is_told_in_one_line(desk: Desk) -> None:
    """With the hash that replies will show."""
    desk.edit(KEY + '[routes.fast]\ntargets = ["mock/echo"]\n')
    hash = desk.holder.current.hash
    assert desk.said() == [{"level": "info", "event": "configuration reloaded", "changed": "+route fast", "config": hash}]
    assert desk.metrics.reloads == {"ok": 1, "failed": 0}


def test_what_needs_a_restart_is_named(desk: Desk) -> None:
    """It holds from the next start."""
    desk.edit(KEY + "[server]\nport = 1\n")
    assert {"level": "warning", "event": "a changed setting needs a restart", "setting": "server.port"} in desk.said()


def test_a_broken_file_is_told_once_for_every_fault(desk: Desk) -> None:
    """And again only when somebody asks."""
    desk.edit("[server]\nprt = 1\nhosst = 1\n")
    faults = desk.said()
    assert [line["event"] for line in faults] == 2 * ["configuration is broken, the one before serves on"]
    assert faults[0]["fault"].endswith("gateway.toml:2: server.prt: there is no such setting (did you mean `port`?)")
    assert b"modelbridge_config_reload_ok 0\n" in desk.metrics.render()
    desk.teller.told(desk.holder.reload())
    assert desk.said() == []
    desk.teller.asked(desk.holder.reload())
    assert desk.said() == faults
    assert desk.metrics.reloads == {"ok": 0, "failed": 1}
    desk.edit(KEY)
    assert [line["changed"] for line in desk.said()] == ["nothing that matters"]
    assert b"modelbridge_config_reload_ok 1\n" in desk.metrics.render()


def test_who_asks_is_answered(desk: Desk) -> None:
    """Also when there is nothing new."""
    desk.teller.asked(desk.holder.reload())
    assert desk.said() == [{"level": "info", "event": "configuration unchanged", "config": desk.holder.current.hash}]
    desk.path.write_text(KEY + "[server]\ngrace_seconds = 1\n")
    desk.teller.asked(desk.holder.reload())
    assert [line["changed"] for line in desk.said()] == ["~server (grace_seconds 30 -> 1)"]


def test_a_warning_is_told_when_it_appears(desk: Desk) -> None:
    """Not with every edit."""
    desk.edit(KEY + "[cache]\nenabled = true\n")
    assert {"level": "warning", "event": "a setting has no effect yet", "setting": "cache.enabled"} in desk.said()
    desk.edit(KEY + "[cache]\nenabled = true\n[server]\ngrace_seconds = 1\n")
    assert [line["event"] for line in desk.said()] == ["configuration reloaded"]
    desk.edit(KEY + '[cache]\nenabled = true\n[routes.a]\ntargets = ["openai/x"]\n')
    assert [line["event"] for line in desk.said()] == ["configuration reloaded", "configuration"]


def test_the_log_itself_obeys_at_once(desk: Desk) -> None:
    """Level, format and whether requests have lines."""
    desk.edit(KEY + '[log]\nlevel = "warning"\n')
    assert desk.said() == []
    tells = [desk.log.requests]
    desk.edit(KEY + '[log]\nformat = "text"\n')
    assert [*tells, desk.log.requests] == [False, True]
    assert b"info    configuration reloaded changed=" in desk.out.getvalue()


def test_the_last_key_is_not_taken_away_in_silence(desk: Desk) -> None:
    """The key made at the start was never shown: nobody could use it."""
    desk.edit("[server]\ngrace_seconds = 1\n")
    assert any(line["event"] == "no caller key is configured" for line in desk.said())


def test_a_key_that_was_shown_may_come_back(tmp_path: Path) -> None:
    """Who started without a key has one."""
    path = tmp_path / "gateway.toml"
    path.touch()
    desk = Desk(path)
    desk.edit(KEY)
    desk.edit("")
    assert [line["event"] for line in desk.said()] == 2 * ["configuration reloaded"]


async def test_a_watch_that_ends_is_told(desk: Desk) -> None:
    """Unless it was told to end."""
    broken, ended = (asyncio.get_running_loop().create_future() for _ in range(2))
    broken.set_exception(OSError("no watches left"))
    ended.cancel()
    desk.teller.blind(ended)
    assert desk.said() == []
    desk.teller.blind(broken)
    assert [line["level"] for line in desk.said()] == ["error"]
