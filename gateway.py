"""Puts the gateway together. Read this file first."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from time import monotonic, time

from config import Holder
from config.snapshot import Key
from proxy.call import Next
from proxy.edge.doors import Doors
from proxy.edge.endpoint import Endpoint
from proxy.edge.flights import Flights
from proxy.edge.health import Healthz, Readyz
from proxy.edge.metrics import MetricsPage
from proxy.edge.models import Models
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

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Gateway:
    """One whole gateway: its doors, and what must be closed behind it."""

    doors: Doors
    flights: Flights
    metrics: Metrics
    exchanges: tuple[Exchange, ...]

    async def close(self) -> None:
        """Close every connection to a provider."""
        for exchange in self.exchanges:
            await exchange.close()


def build(holder: Holder, *, log: Log, run_key: Key | None, environment: Mapping[str, str]) -> Gateway:
    """Everything a call can meet, in the order it meets it."""
    flights, metrics = Flights(), Metrics(VERSION)
    outside = open_exchange(holder.current.server.exchange, environment)
    mock = MockExchange(clock=time)
    authenticate = Authenticate(run_key)

    run: Next = pipeline(
        [
            Trace(Watch(log, metrics, monotonic)),
            authenticate,
            read,
            authorise,
            route,
        ],
        AskTarget({"http": outside, "https": outside, "mock": mock}, monotonic),
    )

    chat = Endpoint(TRANSLATORS["openai_chat"], run, holder, flights, request_ids(), monotonic, log)
    models = Models(authenticate, holder)
    doors = Doors(
        {
            "/v1/chat/completions": {"POST": chat},
            "/v1/models": {"GET": models},
            "/healthz": {"GET": Healthz(VERSION)},
            "/readyz": {"GET": Readyz(holder, flights)},
            "/metrics": {"GET": MetricsPage(metrics, holder)},
        },
        {"/v1/models/": {"GET": models}},
        holder,
    )
    return Gateway(doors, flights, metrics, (outside, mock))


def request_ids() -> Callable[[], str]:
    """Names for calls: in order within a process, different in every process."""
    process = f"{int(time()):08x}{os.urandom(6).hex()}"
    numbers = count(1)
    return lambda: f"req_{process}{next(numbers):08x}"
