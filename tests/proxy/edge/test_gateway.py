"""One whole gateway, while it runs."""

from __future__ import annotations

import asyncio
import io
import socket

from proxy.edge.doors import Doors
from proxy.edge.flights import Flights
from proxy.edge.gateway import Gateway
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from tests.caller import calling, request
from tests.holding import holding


class Noted:
    """Has connections."""

    closed = 0

    async def close(self) -> None:
        """Counted."""
        self.closed += 1


async def test_what_is_open_is_closed_when_it_stops() -> None:
    """Once, and not before."""
    one, other, held, ready = Noted(), Noted(), holding(), asyncio.Event()
    running = Gateway(Doors({}, {}, held, lambda: "req_1"), Flights(), Metrics("0", Log(io.BytesIO()).lines), held, (one, other))
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setblocking(False)
    serving = asyncio.ensure_future(running.serve(bound, ready.set))
    await asyncio.wait_for(ready.wait(), 5.0)
    async with calling(bound.getsockname()[1]) as caller:
        await caller.say(request("GET", "/nowhere"))
        assert (await caller.reply()).status == 404
    assert (one.closed, other.closed) == (0, 0)
    serving.cancel()
    await asyncio.wait([serving])
    assert (one.closed, other.closed) == (1, 1)
