"""Which calls are in flight."""

import asyncio

import pytest

from proxy.edge.flights import Flights
from tests.visits import Notebook, visit


async def test_a_cut_ends_every_call() -> None:
    """And says why to those who ask."""
    flights, asking = Flights(), visit(Notebook())
    asking.task = asyncio.ensure_future(asyncio.sleep(60))
    flights.visits.add(asking)
    flights.cut()
    with pytest.raises(asyncio.CancelledError):
        await asking.task
    assert flights.cutting
