"""A gateway in small, from its endpoint to its journal: a caller asks, a recording answers, and one entry is written."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace as other
from itertools import count
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from config.snapshot import Model, Price, Target
from proxy.call import Asked, Call, Next, Reply
from proxy.edge.endpoint import Endpoint, no_longer
from proxy.edge.flights import Flights
from proxy.observe.ledger import LedgerWatch
from proxy.observe.log import Log
from proxy.pipeline import pipeline
from proxy.stages.exchange import AskTarget
from proxy.stages.meter import Meter
from proxy.stages.read import read as read_stage
from records.ledger.entry import Entry
from records.ledger.intake import Intake
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START
from records.ledger.journal.reading import read
from tests.canned import CannedAnswer, CannedExchange, Clock, Piece, canned
from tests.holding import holding
from tests.made import provider
from tests.recordings import Recording
from tests.roads import spoken
from tests.visits import Notebook, visit
from translators import TRANSLATORS

# Picodollars for a token; none of them makes whole nanodollars of a few.
PRICE = Price(
    {"input": 37_501, "cache_read": 9_377, "cache_write_5m": 46_873, "cache_write_1h": 46_873, "output": 150_007, "reasoning": 290_011}
)
TURNS = 200  # of the loop: more than a gateway needs to read what there is


class Came(Struct, frozen=True):
    """What became of one call."""

    status: int
    entry: Entry | None
    asked: bool  # was the provider?


def asks(wire: str, recording: Recording, source: str, *, streamed: bool) -> dict[str, Any]:
    """What a caller of this wire asks: what was recorded, if that is its wire."""
    if wire == source:
        body = {**recording.request}
        return body if wire == "gemini" else {**body, "model": recording.id, "stream": streamed}
    said = {"role": "user", "content": "What is this?"}
    match wire:
        case "openai_chat":
            return {"model": recording.id, "messages": [said], "stream": streamed}
        case "anthropic":
            return {"model": recording.id, "max_tokens": 1000, "messages": [said], "stream": streamed}
        case "openai_responses":
            return {"model": recording.id, "input": [said], "stream": streamed}
        case _:
            return {"contents": [{"role": "user", "parts": [{"text": said["content"]}]}]}


class Small:
    """Open it with a folder, close it."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal.open(folder, cap=1 << 30, sync_every=0.01, durable=False)
        self.log = Log(io.BytesIO())
        self._intake = Intake(self.journal, LedgerWatch(self.log), durable=False)
        self._taken, self._flights, self._ids, self._holder = START, Flights(), count(1), holding()

    def close(self) -> None:
        """Nobody ships it."""
        self.journal.close()

    async def ask(
        self, wire: str, recording: Recording, source: str, pieces: Sequence[Piece], *, streamed: bool, leaves: bool = False
    ) -> Came:
        """One call; `leaves`: once the gateway has read all of these pieces."""
        body = asks(wire, recording, source, streamed=streamed)
        line = Notebook()
        coming = visit(line, "POST", "/", None, json.dumps(body).encode())
        answer = CannedAnswer(*pieces, *([None] if leaves else []), status=recording.status, headers=recording.headers)
        exchange = canned(answer)
        endpoint = self._endpoint(wire, source, recording, exchange)
        asked = Asked(recording.id, streamed) if wire == "gemini" else None
        coming.task = asyncio.ensure_future(endpoint(coming, asked))
        if leaves:
            for _ in range(TURNS):
                await asyncio.sleep(0)
                if not answer.pieces:
                    break
            for _ in range(5):
                await asyncio.sleep(0)
            coming.leave()
        await coming.task
        head, _, _ = line.written.partition(b"\r\n\r\n")
        return Came(int(head.split()[1]) if head else 0, self._entry(), bool(exchange.asks))

    def _entry(self) -> Entry | None:
        found = read(self.journal.folder, self._taken, 10)
        self._taken = found.upto
        assert len(found.entries) < 2
        return found.entries[0] if found.entries else None

    def _endpoint(self, wire: str, source: str, recording: Recording, exchange: CannedExchange) -> Endpoint:
        reader = spoken(source, recording)
        model = Model(provider="house", name=recording.id, price=PRICE)
        # A server of a wire's own dialect is one of that wire all the same: callers of it get its bytes.
        house = replace(provider(models=(), translator=other(reader, wire=source)), models={recording.id: model})
        target = Target(house, recording.id, f"house/{recording.id}")

        async def aim(call: Call, next: Next) -> Reply:
            return await next(replace(call, targets=(target,)))

        meter = Meter(self._intake, Clock(), lambda: 1_763_726_400_000_000_000, lambda: False)
        run = pipeline([read_stage, aim, meter], AskTarget({"http": exchange}, Clock()))
        return Endpoint(TRANSLATORS[wire], run, no_longer, self._holder, self._flights, lambda: f"req_{next(self._ids)}", self.log)
