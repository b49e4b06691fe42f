"""`modelbridge costs recompute`: shown as a difference, then booked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.prices import Prices
from config.snapshot import Price
from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.money import charged, reckon
from tests.booked import entries, made, total
from tests.commanded import commanded
from tests.journals import NAME, written
from tests.tables import loaded
from translators.canonical import Usage

OLD = '[organizations.acme]\nmargin = "10%"\n[models."house/small"]\nprice = { input = 1, output = 2 }\n'
NEW = OLD.replace("input = 1", 'input = "1.5"')
PROVIDER = '[providers.house]\nwire = "openai_chat"\nbase_url = "http://127.0.0.1:9/v1"\n'
NO_ENTRY = "No entry fits: nothing that is booked is of this time and of such a model.\n"
TABLE = """\
model        entries    cost  recomputed  difference   charged
house/small       10  0.0012      0.0017     +0.0005  +0.00055
Costs in USD; `charged` is what organizations are charged more or less.
house/gone: no price is known today; 1 entry is left as it is
"""


def booked(number: int, price: Price | None, target: str) -> Entry:
    """As the gateway books it."""
    usage = Usage(input=100, output=10)
    cost = reckon(usage, price or Price({}))
    terms = loaded(OLD + PROVIDER).organizations["acme"]
    return made(
        number, provider="house", target=target, usage=usage, cost=cost.total, costs=cost.buckets, charged=charged(cost.total, terms),
        price=price.version if price else "",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a gateway.toml, and a database with entries that were reckoned by an older one."""
    price = Prices(loaded(OLD + PROVIDER).file).of("house", "small")

    async def fill() -> None:
        await ready(url(tmp_path))
        database = Database.open(url(tmp_path))
        booking = Booking(database)
        await booking.add([*(booked(number, price, "house/small") for number in range(10)), booked(10, None, "house/gone")])
        await booking.close()
        await database.close()

    asyncio.run(fill())
    (tmp_path / "gateway.toml").write_text(PROVIDER + NEW)
    return tmp_path


def url(folder: Path) -> str:
    """Where the gateway keeps it when nobody says otherwise."""
    return f"sqlite:///{folder / 'modelbridge.db'}"


def costs(folder: Path) -> tuple[int, int]:
    """How many entries there are, and the sum of what they cost."""

    async def ask() -> tuple[int, int]:
        database = Database.open(url(folder))
        found = len(await entries(database)), await total(database, "cost")
        await database.close()
        return found

    return asyncio.run(ask())


def test_a_dry_run_shows_the_difference_and_nothing_else(folder: Path) -> None:
    """By model; what has no price is named."""
    before = costs(folder)
    done = commanded(folder, "costs", "recompute", "--since", "2025-11-01", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TABLE + "A dry run: nothing was booked. Without --dry-run, 10 corrections would be.\n"
    assert costs(folder) == before == (11, 1_200_000)


def test_a_run_shows_it_first_and_books_it_once(folder: Path) -> None:
    """The second finds nothing to do."""
    done = commanded(folder, "costs", "recompute", "--since", "2025-11-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TABLE + "Booked 10 corrections.\n"
    assert costs(folder) == (21, 1_700_000)
    again = commanded(folder, "costs", "recompute", "--since", "2025-11-01")
    assert again.stdout.endswith("Nothing to correct: every entry with a price costs what today's says.\n")
    assert costs(folder) == (21, 1_700_000)


def test_only_some_are_asked_for(folder: Path) -> None:
    """By time and by model; of several models there is a total."""
    (folder / "gateway.toml").write_text(PROVIDER + NEW + '[models."house/gone"]\nprice = { input = 1 }\n')
    both = commanded(folder, "costs", "recompute", "--since", "2025-11-01", "--dry-run").stdout
    assert [line.split()[:2] for line in both.splitlines()[1:4]] == [["house/small", "10"], ["house/gone", "1"], ["total", "11"]]
    one = commanded(folder, "costs", "recompute", "--since", "2025-11-01", "--model", "gone", "--dry-run").stdout
    assert [line.split()[:2] for line in one.splitlines()[1:2]] == [["house/gone", "1"]]
    assert "house/small" not in one
    none = commanded(folder, "costs", "recompute", "--since", "2025-11-01", "--until", "2025-11-21", "--dry-run").stdout
    assert none == NO_ENTRY


@pytest.mark.parametrize("asked", [["--since", "2025-11-01", "--model", "nosuch*"], ["--since", "1h"], ["--since", "2025-11-22"]])
def test_where_no_entry_fits_it_is_said(folder: Path, asked: list[str]) -> None:
    """It is no clean bill."""
    done = commanded(folder, "costs", "recompute", *asked)
    assert (done.returncode, done.stdout) == (0, NO_ENTRY)


@pytest.mark.parametrize(
    "asked", [["--since", "2099-01-01"], ["--since", "1d", "--until", "2d"], ["--since", "2026-01-01", "--until", "2026-01-01"]]
)
def test_a_time_that_ends_before_it_begins_is_refused(folder: Path, asked: list[str]) -> None:
    """Whoever wrote it meant another."""
    done = commanded(folder, "costs", "recompute", *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("modelbridge: --since, --until: nothing lies between them")


def test_what_is_wrong_is_said(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A time that is none, a broken configuration, a database that is not there: each in a line, and never a new database."""
    bad = commanded(folder, "costs", "recompute", "--since", "yesterday")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.startswith("modelbridge: --since, --until: write a date")
    (folder / "gateway.toml").write_text("[store]\ndatabase = 1\n")
    broken = commanded(folder, "costs", "recompute", "--since", "7d")
    assert (broken.returncode, broken.stdout) == (2, "")
    assert "store.database: must be a text in quotes" in broken.stderr
    empty = tmp_path_factory.mktemp("empty")
    none = commanded(empty, "costs", "recompute", "--since", "7d")
    assert (none.returncode, none.stdout) == (1, "")
    assert none.stderr == "modelbridge: sqlite:///modelbridge.db: there is no database yet\n"
    assert list(empty.iterdir()) == []


def test_a_dry_run_makes_no_tables(tmp_path: Path) -> None:
    """A file with nothing in it stays so."""
    (tmp_path / "modelbridge.db").touch()
    done = commanded(tmp_path, "costs", "recompute", "--since", "7d", "--dry-run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge: sqlite:///modelbridge.db is empty: ")
    assert [(path.name, path.stat().st_size) for path in tmp_path.iterdir()] == [("modelbridge.db", 0)]


def test_what_is_not_booked_yet_is_said(folder: Path) -> None:
    """It is in no table, and would be missed."""
    journal = folder / "journal" / NAME
    written(journal, [[made(20 + number, provider="house", target="house/small") for number in range(3)]])
    asked = ("costs", "recompute", "--since", "2025-11-01")
    late = "3 entries are not booked yet: run again when they are.\n"
    assert commanded(folder, *asked, "--dry-run").stdout.endswith(f" would be.\n{late}")
    assert commanded(folder, *asked).stdout.endswith(f"Booked 10 corrections.\n{late}")
    done = commanded(folder, *asked, "--until", "2025-11-21T12:00:21Z")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 entry is not booked yet: run again when it is.")
    assert "not booked yet" not in commanded(folder, *asked, "--model", "gone").stdout
    assert commanded(folder, "ledger", "ship").returncode == 0
    assert commanded(folder, *asked).stdout.endswith("Booked 3 corrections.\n")


def test_no_secret_but_the_database_is_needed(tmp_path: Path) -> None:
    """Who asks it may have none of the gateway's."""
    (tmp_path / "gateway.toml").write_text('[admin]\ntoken = "env:ADMIN"\n[keys.ci]\nkey = "env:CI"\n[store]\ndatabase = "env:DB"\n')
    done = commanded(tmp_path, "costs", "recompute", "--since", "7d", environment={"DB": "sqlite:///x.db"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge: sqlite:///x.db: there is no ")
    bare = commanded(tmp_path, "costs", "recompute", "--since", "7d")
    assert (bare.returncode, "store.database: the environment variable DB is not set" in bare.stderr, "admin" in bare.stderr) == (
        2,
        True,
        False,
    )
