"""`modelbridge usage`, run to its end."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from tests.booked import made
from tests.commanded import commanded, on_a_terminal


def entries() -> list[Entry]:
    """Some, of the last minute."""
    now = time.time_ns() // 1000 - 60_000_000
    return [*(made(number, at=now + number) for number in range(9)), replace(made(9, at=now), key="web", cost=5, target="groq/llama")]


async def _booked(url: str) -> None:
    await ready(url)
    booking = Booking(Database.open(url))
    await booking.add(entries())
    await booking.close()


@pytest.fixture
def folder(tmp_path: Path, empty_url: str) -> Path:
    """One with a gateway.toml, whose database has entries; of both kinds."""
    asyncio.run(_booked(empty_url))
    (tmp_path / "url").write_text(empty_url)
    (tmp_path / "gateway.toml").write_text('[store]\ndatabase = "file:url"\n')
    return tmp_path


def said(folder: Path, *arguments: str) -> str:
    """On standard output, when it went well."""
    ended = commanded(folder, "usage", *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_it_tells_what_the_api_tells(folder: Path) -> None:
    """As tables, as JSON, as CSV."""
    assert "10 good replies in 10 attempts" in said(folder)
    assert orjson.loads(said(folder, "summary", "--json"))["cost_usd"] == "0.000009005"
    assert [line.split()[:2] for line in said(folder, "by-key").splitlines()[2:]] == [
        ["key", "requests"],
        ["ci", "9"],
        ["web", "1"],
        ["all", "10"],
    ]
    rows = list(csv.DictReader(io.StringIO(said(folder, "by-model", "--csv", "--since", "1h"))))
    assert [(row["name"], row["cost_usd"]) for row in rows] == [("openai/gpt-4o", "0.000009"), ("groq/llama", "0.000000005")]
    steps = orjson.loads(said(folder, "timeseries", "--since", "2h", "--json"))
    assert (steps["step"], sum(step["requests"] for step in steps["data"])) == ("hour", 10)
    assert orjson.loads(said(folder, "requests", "--json", "--limit", "4"))["has_more"] is True
    assert said(folder, "requests", "--key", "web").count("req_") == 1
    assert len(said(folder, "export").splitlines()) == 11
    assert len([orjson.loads(line) for line in said(folder, "export", "--json", "--model", "groq/llama").splitlines()]) == 1
    assert said(folder, "--key", "nobody").startswith("Nothing that fits was used since ")


def test_requests_are_told_page_by_page(folder: Path) -> None:
    """Each says where the next one begins, in every form, until there is none."""
    first = said(folder, "requests", "--limit", "7")
    cursor = first.splitlines()[-1].partition("--cursor ")[2].partition(",")[0]
    second = said(folder, "requests", "--limit", "7", "--cursor", cursor)
    assert (first.count("req_"), second.count("req_"), "There are more" in second) == (7, 3, False)
    assert orjson.loads(said(folder, "requests", "--limit", "7", "--json"))["next_cursor"] == cursor
    ended = commanded(folder, "usage", "requests", "--limit", "7", "--csv")
    assert (ended.returncode, len(ended.stdout.splitlines()), f"--cursor {cursor}," in ended.stderr) == (0, 8, True)


def test_a_spreadsheet_has_its_head_always(folder: Path) -> None:
    """Also when there is nothing under it; and it is the same."""
    for what in ("by-tag", "by-key"):
        nothing, some = (said(folder, what, "--csv", "--key", key).splitlines() for key in ("nobody", "ci"))
        assert nothing == some[:1]
        assert nothing[0].startswith("name,requests,attempts,")
    some = said(folder, "timeseries", "--csv", "--since", "2h").splitlines()
    assert said(folder, "timeseries", "--csv", "--since", "1970-01-01", "--key", "nobody").splitlines() == some[:1]


def test_a_terminal_has_a_bold_head(tmp_path: Path) -> None:
    """And nothing else has."""
    asyncio.run(_booked(f"sqlite:///{tmp_path / 'modelbridge.db'}"))
    assert "\x1b[1mkey" in on_a_terminal(tmp_path, "usage", "by-key")
    assert "\x1b" not in on_a_terminal(tmp_path, "usage", "by-key", environment={"NO_COLOR": "1"})
    assert "\x1b" not in said(tmp_path, "by-key")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--since", "soon"], 2, "modelbridge: --since: write a date"),
        (["by-key", "--limit", "0"], 2, "modelbridge: --limit: must be a number from 1 to 1000"),
        (["requests", "--cursor", "x"], 2, "modelbridge: --cursor: is none that was handed out: take it as it was told"),
        (["summary", "--cursor", "x"], 2, "modelbridge: --cursor: there is no such parameter here"),
        (["summary", "--step", "day"], 2, "modelbridge: --step: there is no such parameter here"),
        (["timeseries", "--until", "2300-01-01"], 2, "modelbridge: --until: that would be more than 2,000 steps: choose an earlier one"),
        (["summary", "--since", "2010-01-01"], 1, "there is no ledger yet"),
        (["weather"], 2, "invalid choice"),
        ([], 1, "modelbridge: sqlite:///modelbridge.db: there is no ledger yet; the gateway makes it when it starts"),
    ],
)
def test_what_cannot_be_told_is_said(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    """On standard error, in words; and nothing is made."""
    ended = commanded(tmp_path, "usage", *arguments)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert told in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    """At once."""
    (tmp_path / "gateway.toml").write_text('[store]\ndatabase = "env:DB"\n')
    ended = commanded(tmp_path, "usage", environment={"DB": "postgresql://me:hush@127.0.0.1:9/ledger"})
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("modelbridge: postgresql://127.0.0.1:9/ledger: ")
    assert "hush" not in ended.stderr


def test_a_broken_gateway_toml_is_shown(tmp_path: Path) -> None:
    """As `check` shows it."""
    (tmp_path / "gateway.toml").write_text("[stores]\n")
    ended = commanded(tmp_path, "usage")
    assert (ended.returncode, "gateway.toml:1: stores" in ended.stderr) == (2, True)


def test_no_secret_but_the_database_is_needed(tmp_path: Path) -> None:
    """Who asks it may have none of the gateway's."""
    (tmp_path / "gateway.toml").write_text('[admin]\ntoken = "env:ADMIN"\n[keys.ci]\nkey = "env:CI"\n[store]\ndatabase = "env:DB"\n')
    done = commanded(tmp_path, "usage", environment={"DB": "sqlite:///x.db"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge: sqlite:///x.db: there is no ")
    bare = commanded(tmp_path, "usage")
    assert (bare.returncode, "store.database: the environment variable DB is not set" in bare.stderr, "admin" in bare.stderr) == (
        2,
        True,
        False,
    )
