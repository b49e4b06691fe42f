"""A server for each test: it may be killed, paused and emptied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.redis_server import RedisServer, started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """Running, and empty."""
    with started(tmp_path) as running:
        yield running
