"""Where the database is."""

from __future__ import annotations

import pytest

from config.database import DatabaseAddress
from tests.tables import faults, loaded

SAID = 'must be "sqlite:///path" or "postgresql://user@host/name"'


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///modelbridge.db",
        "sqlite:////var/lib/a b.db",
        "postgresql://db.example/ledger",
        "postgres://u@[::1]:5432/x?sslmode=require",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    """Or found where a reference says, with its password."""
    assert loaded(f'[store]\ndatabase = "{url}"').database == DatabaseAddress(url)
    assert loaded('[store]\ndatabase = "env:DATABASE_URL"', {"DATABASE_URL": url}).database == DatabaseAddress(url)


def test_without_one_it_is_a_file_where_the_gateway_runs() -> None:
    """Nothing has to be set up."""
    assert loaded("").database.url == "sqlite:///modelbridge.db"


def test_it_is_never_shown() -> None:
    """Neither its password nor where it is."""
    snapshot = loaded('[store]\ndatabase = "env:DATABASE_URL"', {"DATABASE_URL": "postgresql://me:hush@db.example/ledger"})
    assert snapshot.database.url == "postgresql://me:hush@db.example/ledger"
    assert "hush" not in repr(snapshot)
    assert repr(DatabaseAddress()) == "DatabaseAddress()"


@pytest.mark.parametrize("url", ["", "modelbridge.db", "sqlite://x", "sqlite:///", "sqlite:///x?mode=ro", "mysql://h/x", "postgresql://"])
def test_what_cannot_be_one_is_a_fault(url: str) -> None:
    """By its key, without repeating it."""
    assert faults(f'[store]\ndatabase = "{url}"') == [f"gateway.toml:2: store.database: {SAID}"]


def test_a_reference_to_nothing_is_a_fault() -> None:
    """What cannot be written down must not be served."""
    (fault,) = faults('[store]\ndatabase = "env:DATABASE_URL"')
    assert fault.endswith("store.database: the environment variable DATABASE_URL is not set")
