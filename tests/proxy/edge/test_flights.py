"""Which calls are in flight."""

import asyncio

import pytest

from proxy.edge.flights import Flights


async def test_a_cut_ends_every_call() -> None:
    """And says why to those who ask."""
    flights = Flights()
    task: asyncio.Task[object] = asyncio.ensure_future(asyncio.Event().wait())
    flights.tasks.add(task)
    flights.cut()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert flights.cutting
