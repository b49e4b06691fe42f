"""A call of a chat caller, put to one provider that answers from a can."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from config.snapshot import Model, Price, Provider, Target
from proxy.call import Call, Reply
from proxy.stages.exchange import AskTarget
from tests.canned import CannedExchange, Clock
from tests.made import OPENAI_CHAT, call, provider
from translators.canonical import Batch

HOUSE = provider(models=())
PRICED = replace(HOUSE, models={"small": Model(provider="house", name="small", price=Price({"input": 2000, "output": 10_000}))})


def asking(house: Provider = PRICED, **fields: Any) -> Call:
    """What a chat caller asks, with these fields."""
    body = json.dumps({"model": "fast", "messages": [{"role": "user", "content": "hello"}], **fields}).encode()
    asked = call(body=body)
    envelope = OPENAI_CHAT.peek_request(body)
    asked.facts.streamed = envelope.stream
    return replace(asked, body=body, envelope=envelope, targets=(Target(house, "small", "house/small"),))


def stage(exchange: CannedExchange, clock: Clock | None = None) -> AskTarget:
    """The end of the pipeline, with this instead of the network."""
    return AskTarget({"http": exchange}, clock or Clock())


async def batches_of(reply: Reply) -> list[Batch]:
    """All of a reply, which is then closed."""
    found = [batch async for batch in reply.batches]
    await reply.close()
    return found
