"""Puts the gateway together. Read this file first."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from time import monotonic, time

from config import VERSION, Holder
from console.cli.commands import run
from proxy.call import Next
from proxy.edge.doors import Doors
from proxy.edge.endpoint import Endpoint, no_longer
from proxy.edge.flights import Flights
from proxy.edge.health import Healthz, Readyz
from proxy.edge.metrics import MetricsPage
from proxy.edge.models import Models
from proxy.edge.server import Server
from proxy.exchange.choose import open_exchange
from proxy.exchange.exchange import Exchange
from proxy.mock.in_process import MockExchange
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.pipeline import pipeline
from proxy.stages.authenticate import Authenticate
from proxy.stages.authorise import authorise
from proxy.stages.exchange import AskTarget
from proxy.stages.read import read
from proxy.stages.route import route
from proxy.stages.trace import Trace
from translators import TRANSLATORS


@dataclass(frozen=True, slots=True)
class Gateway:
    """One whole gateway."""

    doors: Doors
    flights: Flights
    metrics: Metrics
    holder: Holder
    exchanges: tuple[Exchange, ...]

    async def serve(self, bound: socket.socket, ready: Callable[[], None]) -> None:
        """Answer callers until told to stop, then close every connection to a provider."""
        try:
            await Server(self.doors, self.flights, lambda: self.holder.current.server).run(bound, ready)
        finally:
            for exchange in self.exchanges:
                await exchange.close()


def build(holder: Holder, *, log: Log, environment: Mapping[str, str]) -> Gateway:
    """Everything a call can meet, in the order it meets it."""
    flights, metrics = Flights(), Metrics(VERSION, log.lines)
    outside = open_exchange(holder.current.server.exchange, environment)
    mock = MockExchange(clock=time)
    authenticate = Authenticate(time)

    watch, ids = Watch(log, metrics, monotonic), request_ids()
    trace = Trace(watch, lambda: flights.cutting)

    answer: Next = pipeline(
        [
            trace,
            authenticate,
            read,
            authorise,
            route,
        ],
        AskTarget({"http": outside, "https": outside, "mock": mock}, monotonic),
    )

    chat = Endpoint(TRANSLATORS["openai_chat"], answer, pipeline([trace], no_longer), holder, flights, ids, log)
    models = Models(authenticate, holder, watch, ids)
    doors = Doors(
        {
            "/v1/chat/completions": {"POST": chat},
            "/v1/models": {"GET": models},
            "/healthz": {"GET": Healthz(VERSION)},
            "/readyz": {"GET": Readyz(holder, flights)},
            "/metrics": {"GET": MetricsPage(metrics, authenticate, holder)},
        },
        {"/v1/models/": {"GET": models}},
        holder,
    )
    return Gateway(doors, flights, metrics, holder, (outside, mock))


def request_ids() -> Callable[[], str]:
    """Names for calls: in order within a process, different in every process."""
    process = f"{int(time()):08x}{os.urandom(6).hex()}"
    numbers = count(1)
    return lambda: f"req_{process}{next(numbers):08x}"


class Parts:
    """What the commands are handed."""

    build = staticmethod(build)

    async def serve_mock(
        self, bound: socket.socket, ready: Callable[[], None], *, key: str | None, latency: float, rate: float, faults: str
    ) -> None:
        """The mock provider by itself."""
        from proxy.mock.server import serve_mock  # noqa: PLC0415  only this command needs its server

        await serve_mock(bound, ready, key=key, latency=latency, rate=rate, faults=faults)


def main() -> int:
    """The console script."""
    return run(sys.argv[1:], os.environ, Parts())
