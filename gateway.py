"""Puts the gateway together. Read this file first."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from time import monotonic, time, time_ns

from config import VERSION, Holder
from console.api.usage import open_usage
from console.cli.built import ServeMock
from console.cli.commands import run
from proxy.call import Stage
from proxy.edge.actions import Actions
from proxy.edge.allowance import Allowance
from proxy.edge.doors import Doors
from proxy.edge.endpoint import Endpoint, no_longer
from proxy.edge.flights import Flights
from proxy.edge.gateway import Gateway
from proxy.edge.ids import request_ids
from proxy.edge.models import Models
from proxy.edge.operating import operating
from proxy.edge.reception import Reception
from proxy.edge.stored import Stored
from proxy.exchange.choose import open_exchange
from proxy.exchange.exchange import Exchange
from proxy.limits.experience import Experience
from proxy.mock.in_process import MockExchange
from proxy.observe.ledger import LedgerWatch
from proxy.observe.limits import LimitWatch
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.store import StoreWatch
from proxy.observe.watch import Watch
from proxy.pipeline import pipeline
from proxy.stages.authenticate import Authenticate
from proxy.stages.authorise import authorise
from proxy.stages.book import book
from proxy.stages.count import Count, for_counting
from proxy.stages.exchange import AskTarget
from proxy.stages.limit import Limit
from proxy.stages.meter import Meter
from proxy.stages.read import read
from proxy.stages.remember import Remember
from proxy.stages.route import route
from proxy.stages.trace import Trace
from proxy.stores.choose import open_counters, open_shelf
from proxy.stores.responses.archive import Archive
from proxy.stores.thoughts.stash import Stash
from records.ledger.keeping import open_keeping
from translators import TRANSLATORS

WIRES = ("openai_chat", "openai_responses", "anthropic", "gemini")  # those of callers


def build(holder: Holder, *, log: Log, environment: Mapping[str, str]) -> Gateway:
    """Everything a call can meet, in the order it meets it."""
    flights, metrics = Flights(), Metrics(VERSION, log.lines)
    outside = open_exchange(
        holder.current.server.exchange, environment, time, lambda provider, why: log.warning("no new token", provider=provider, why=why)
    )
    mock, authenticate = MockExchange(clock=time), Authenticate(time)
    store, limits = StoreWatch(log, metrics), LimitWatch(log, metrics)
    shelf = open_shelf(holder.current.redis.url, store, monotonic)
    archive = Archive(shelf)
    keeping = open_keeping(lambda: holder.current, LedgerWatch(log))
    meter = [] if keeping is None else [Meter(keeping.intake, monotonic, time_ns, lambda: flights.cutting)]
    watch, ids = Watch(log, metrics, monotonic), request_ids()
    trace = Trace(watch, lambda: flights.cutting)
    exchanges: Mapping[str, Exchange] = {"http": outside, "https": outside, "mock": mock}
    counters = open_counters(lambda: holder.current, keeping, limits, store)
    stages: Sequence[Stage] = [trace, authenticate, read, authorise, route, book, Remember(archive)]
    limit = Limit(counters, time, Experience(), limits)
    endpoint = partial(Endpoint, run_stopping=pipeline([trace], no_longer), holder=holder, flights=flights, ids=ids, log=log)
    answer = pipeline([*stages, limit, *meter], AskTarget(exchanges, monotonic, Stash(shelf)))
    count = pipeline(stages, Count(exchanges, monotonic))
    chat, responses, messages, gemini = (endpoint(TRANSLATORS[wire], answer) for wire in WIRES)
    count_responses, count_messages, count_gemini = (endpoint(for_counting(TRANSLATORS[wire]), count) for wire in WIRES[1:])
    reception, usage = Reception(authenticate, holder, watch, ids), open_usage(holder.current.database.url)
    models, actions = Models(reception), Actions(gemini, count_gemini)
    doors = Doors(
        {
            "/v1/chat/completions": {"POST": chat},
            "/v1/responses": {"POST": responses},
            "/v1/responses/input_tokens": {"POST": count_responses},
            "/v1/messages": {"POST": messages},
            "/v1/messages/count_tokens": {"POST": count_messages},
            **{path: {"GET": models} for path in ("/v1/models", "/v1beta/models")},
            "/v1/usage": {"GET": Allowance(reception, counters, time)},
            **operating(reception, flights, metrics, shelf=shelf, keeping=keeping, answers=usage.answers()),
        },
        {
            "/v1/responses/": {method: Stored(archive, reception) for method in ("GET", "DELETE", "POST")},
            **{path: {"GET": models, "POST": actions} for path in ("/v1/models/", "/v1beta/models/")},
            **{vertex: {"POST": actions} for vertex in ("/v1/projects/", "/v1beta1/projects/", "/v1beta1/publishers/")},
        },
        holder,
        ids,
    )
    return Gateway(doors, flights, metrics, holder, log, (outside, mock, shelf, usage), counters, keeping)


class Parts:
    """What the commands are handed."""

    build = staticmethod(build)

    @property
    def serve_mock(self) -> ServeMock:
        """The mock provider by itself."""
        from proxy.mock.server import serve_mock  # noqa: PLC0415  only one command needs its server

        return serve_mock


def main() -> int:
    """The console script."""
    return run(sys.argv[1:], os.environ, Parts())
