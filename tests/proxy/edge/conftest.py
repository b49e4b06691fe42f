"""The edge is tried on the loop the gateway runs on; what depends on the loop, on Python's own too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """`modelbridge serve` uses the first."""
    loops: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"uvloop": uvloop.new_event_loop}
    if item.path.stem in ("test_connection", "test_outflow", "test_server"):
        loops["asyncio"] = asyncio.new_event_loop
    return loops
