"""Are we alive, and should callers be sent here?"""

from __future__ import annotations

from functools import partial
from typing import Any

import orjson

from proxy.edge.flights import Flights
from proxy.edge.health import Healthz, Readyz
from proxy.edge.visit import Visit
from tests.holding import holding
from tests.visits import Notebook, visit


def read(line: Notebook) -> tuple[int, Any]:
    """Status and body."""
    head, _, body = line.written.partition(b"\r\n\r\n")
    return int(head.split()[1]), orjson.loads(body)


async def test_who_answers_is_alive() -> None:
    """And says which version it is."""
    line = Notebook()
    await Healthz("1.2.3")(visit(line, "GET"))
    assert read(line) == (200, {"status": "ok", "version": "1.2.3"})


async def ready(flights: Flights, asking: Visit, line: Notebook) -> tuple[int, Any]:
    """Ask."""
    flights.visits.add(asking)
    await Readyz(holding(), flights, {"store": lambda: {"kind": "redis", "ok": False}})(asking)
    return read(line)


async def test_ready_until_stopped() -> None:
    """Whoever spreads the load is told first."""
    line, flights = Notebook(), Flights()
    status, body = await ready(flights, visit(line, "GET"), line)
    assert (status, body["status"], body["config"]["ok"]) == (200, "ready", True)
    assert body["store"] == {"kind": "redis", "ok": False}  # without which calls go on
    line, flights.stopping = Notebook(), True
    status, body = await ready(flights, visit(line, "GET"), line)
    assert (status, body["status"]) == (503, "stopping")


async def test_a_gateway_that_refuses_calls_is_not_ready() -> None:
    """Callers are better off elsewhere, as long as nobody can be accounted for here."""
    for on_full, ok, status, word in (
        ("refuse", False, 503, "refusing"),
        ("refuse", True, 200, "ready"),
        ("serve", False, 200, "ready"),
    ):
        line, stands = Notebook(), {"ledger": partial(dict[str, object], ok=ok)}
        await Readyz(holding(f'[ledger]\non_full = "{on_full}"\n'), Flights(), stands)(visit(line, "GET"))
        assert (read(line)[0], read(line)[1]["status"], read(line)[1]["ledger"]) == (status, word, {"ok": ok})


async def test_who_asks_is_not_counted() -> None:
    """Only the others."""
    line, flights = Notebook(), Flights()
    flights.visits.add(visit(Notebook()))
    assert (await ready(flights, visit(line, "GET"), line))[1]["in_flight"] == 1
