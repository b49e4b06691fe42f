"""What many tests share: one gateway with the mock provider, for all who only ask it things."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from records.database import Database, ready
from tests.postgres import Postgres, running
from tests.served import KEY, Served, served

# How long a machine takes is no property of what is tested: on a busy one, making up examples is slow.
# In CI every run tries the same examples, so that a change is not refused for what it has not changed; anywhere else they are new ones.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ)
settings.load_profile("any machine")

TOML = """
[keys.tests]
key = "env:TEST_KEY"

[routes.fast]
targets = ["mock/echo"]
"""


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real one, over a real socket."""
    with served(tmp_path_factory.mktemp("gateway"), TOML, environment={"TEST_KEY": KEY}) as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One real server for all tests of this process."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it, of both kinds, one after the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    """An open one with our tables, of both kinds."""
    await ready(empty_url)
    opened = Database.open(empty_url)
    yield opened
    await opened.close()
