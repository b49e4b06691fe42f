"""A meter with a real journal behind it, and whoever is told when entries cannot be written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from config.snapshot import Model, Price, Provider, Target
from proxy.call import Call, Reply
from proxy.stages.exchange import AskTarget
from proxy.stages.meter import Meter
from records.ledger.entry import Entry
from records.ledger.intake import MOST, Intake
from tests.canned import CannedAnswer, Clock, Piece, canned
from tests.frames import WHOLE
from tests.journals import PLENTY, everything, opened
from tests.made import OPENAI_CHAT, call, provider
from translators.canonical import Batch, Kind
from translators.translator import Translator

BODY = json.dumps(WHOLE).encode()
QUESTION = 6  # tokens of "hello", by its bytes: 4 of the message, 2 of the word
NOW = 1_800_000_000_000_000_000  # nanoseconds since the epoch


class Blocked:
    """What was told of entries that wait, or are lost."""

    def __init__(self) -> None:
        self.said: list[tuple[str, object]] = []
        self.lost: list[Entry] = []

    def ledger_blocked(self, why: str) -> None:
        """Kept."""
        self.said.append(("blocked", why))

    def ledger_open(self, waited: int) -> None:
        """Kept."""
        self.said.append(("open", waited))

    def ledger_troubled(self, trouble: str) -> None:
        """Kept."""
        self.said.append(("troubled", trouble))

    def ledger_lost(self, entry: Entry, why: str) -> None:
        """Kept."""
        self.said.append(("lost", why))
        self.lost.append(entry)


class Metered:
    """A meter, its journal, its clock."""

    def __init__(
        self, folder: Path, *, durable: bool = False, sync_every: float = 0.0, cap: int = PLENTY, cutting: bool = False, most: int = MOST
    ) -> None:
        self.clock, self.told = Clock(), Blocked()
        self.journal = opened(folder, cap=cap, durable=durable, sync_every=sync_every)
        self.intake = Intake(self.journal, self.told, durable=durable, most=most)
        self.meter = Meter(self.intake, self.clock, lambda: NOW, lambda: cutting)

    @property
    def entries(self) -> list[Entry]:
        """All in the journal, as the shipper reads them."""
        return everything(self.journal.folder)[0]

    @property
    def entry(self) -> Entry:
        """The only one."""
        (only,) = self.entries
        return only

    async def ask(self, call: Call, end: Callable[[Call], object]) -> Reply:
        """Through the meter, to the end of the pipeline."""

        async def onward(call: Call) -> Reply:
            reply = end(call)
            found = await reply if asyncio.iscoroutine(reply) else reply
            assert isinstance(found, Reply)
            return found

        return await self.meter(call, onward)


async def taken(batches: AsyncIterator[Batch]) -> bytes:
    """All of the bytes."""
    return b"".join([batch.wire_bytes or b"" async for batch in batches])


def priced(translator: Translator = OPENAI_CHAT) -> Provider:
    """One whose model costs something."""
    price = Price({"input": 2000, "output": 10_000})
    return replace(provider(translator=translator), models={"small": Model(provider="house", name="small", price=price)})


def asking(house: Provider | None = None, **fields: Any) -> Call:
    """A question, on its way to this provider."""
    body = json.dumps({"model": "fast", "messages": [{"role": "user", "content": "hello"}], **fields}).encode()
    asked, envelope = call(body=body), OPENAI_CHAT.peek_request(body)
    asked.facts.streamed = envelope.stream
    return replace(asked, body=body, envelope=envelope, targets=(Target(house or priced(), "small", "house/small"),))


def answering(metered: Metered, *pieces: Piece, **options: Any) -> AskTarget:
    """The end of the pipeline, with this can."""
    return AskTarget({"http": canned(CannedAnswer(*pieces, clock=metered.clock, **options))}, metered.clock)


def ended(entry: Entry) -> tuple[int, str, str]:
    """How it did."""
    return entry.status, entry.problem, entry.estimated


async def close(asked: Call, reply: Reply, *, left: bool = False, problem: Kind | None = None) -> None:
    """As the edge does it."""
    asked.facts.left, asked.facts.problem = left, problem or asked.facts.problem
    await reply.close()
