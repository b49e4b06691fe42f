"""What many tests share: one gateway with the mock provider, for all who only ask it things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import KEY, Served, served

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
