"""The edge is tried on both loops: the one the gateway runs on, and Python's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """`modelbridge serve` uses the first."""
    return {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
