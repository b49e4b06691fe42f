"""One whole gateway, while it runs."""

from __future__ import annotations

import asyncio
import io
import resource
import socket
from collections.abc import Callable
from zoneinfo import ZoneInfo

from proxy.edge.doors import Doors
from proxy.edge.flights import Flights
from proxy.edge.gateway import Gateway
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.stores.memory.counters import MemoryCounters
from tests.caller import calling, request
from tests.holding import holding


def counters() -> MemoryCounters:
    """Empty ones."""
    return MemoryCounters(lambda: ZoneInfo("UTC"), tuple, lambda _: None)


class Noted:
    """Has connections."""

    closed = 0

    async def close(self) -> None:
        """Counted."""
        self.closed += 1


async def test_what_is_open_is_closed_when_it_stops() -> None:
    """Once, and not before."""
    one, other, held, ready = Noted(), Noted(), holding(), asyncio.Event()
    log = Log(io.BytesIO())
    running = Gateway(Doors({}, {}, held, lambda: "req_1"), Flights(), Metrics("0", log.lines), held, log, (one, other), counters())
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


async def test_a_shortage_of_files_has_its_lines_in_the_log() -> None:
    """When it begins, and when it ends."""
    held, out, ready = holding(), io.BytesIO(), asyncio.Event()
    log = Log(out)
    running = Gateway(Doors({}, {}, held, lambda: "req_1"), Flights(), Metrics("0", log.lines), held, log, (), counters())
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setblocking(False)
    serving = asyncio.ensure_future(running.serve(bound, ready.set))
    await asyncio.wait_for(ready.wait(), 5.0)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (bound.fileno(), hard))
        await until(lambda: b"open files run short" in out.getvalue())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    await until(lambda: b"taken in again" in out.getvalue())
    serving.cancel()
    await asyncio.wait([serving])


async def until(true: Callable[[], bool]) -> None:
    """Wait for what must come to be."""
    async with asyncio.timeout(10.0):
        while not true():  # noqa: ASYNC110  a log says nothing when it is written
            await asyncio.sleep(0.01)
