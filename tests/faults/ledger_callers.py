"""Callers of every wire who ask one numbered question after the other, and remember which of them were answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from tests.caller import Caller, calling, request
from tests.faults.ledger_provider import SPEAKERS
from tests.served import KEY

ENDS: Mapping[str, bytes] = {
    "openai_chat": b"data: [DONE]",
    "anthropic": b"event: message_stop",
    "gemini": b'"finishReason"',
    "openai_responses": b"event: response.completed",
}
WIRES = tuple(SPEAKERS)
AUTH = f"authorization: Bearer {KEY}"


def asking(wire: str, behind: str, number: int, *, streamed: bool) -> bytes:
    """One request on a wire, for a model behind another."""
    said, model = f"This is question number {number}. What do you say?", f"by_{behind}"
    messages = [{"role": "user", "content": said}]
    path, body = "/v1/chat/completions", dict[str, Any]()
    match wire:
        case "openai_chat":
            body = {"model": model, "messages": messages, "stream": streamed}
        case "anthropic":
            path, body = "/v1/messages", {"model": model, "max_tokens": 100, "messages": messages, "stream": streamed}
        case "openai_responses":
            path, body = "/v1/responses", {"model": model, "input": said, "stream": streamed, "store": False}
        case _:
            path = f"/v1beta/models/{model}:{'streamGenerateContent?alt=sse' if streamed else 'generateContent'}"
            body = {"contents": [{"role": "user", "parts": [{"text": said}]}]}
    return request("POST", path, json.dumps(body).encode(), AUTH, "x-modelbridge-tags: kind=hammered")


@dataclass(slots=True)
class Callers:
    """What they have seen, in all rounds."""

    seed: int
    numbers: count[int] = field(default_factory=lambda: count(1))
    answered: dict[int, str] = field(default_factory=dict)  # question → request id, of replies that came whole
    left: int = 0  # replies that their caller did not wait for
    refused: dict[int, int] = field(default_factory=dict)  # question → status, of errors
    broken: int = 0  # replies that ended with the gateway

    async def hammer(self, port: int, *, several: int = 8, most: int = 10_000, leave: float = 0.1) -> None:
        """Until nobody is there any more, or so many questions are asked. A share of them leaves before the end."""
        chance = Random(f"{self.seed} {next(self.numbers)}")
        left = iter(range(most))
        await asyncio.gather(*(self._asks(port, Random(chance.random()), left, leave) for _ in range(several)))

    async def until(self, more: int, seconds: float = 20.0) -> None:
        """So many more replies have come."""
        async with asyncio.timeout(seconds):
            wanted = len(self.answered) + more
            while len(self.answered) < wanted:  # noqa: ASYNC110  whoever counts has better things to do than to tell
                await asyncio.sleep(0.002)

    async def _asks(self, port: int, chance: Random, left: Any, leave: float) -> None:
        try:
            while True:
                async with calling(port) as caller:
                    while await self._one(caller, chance, left, leave):
                        pass
        except StopAsyncIteration:
            return
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):  # a chunk's size was cut off with the gateway
            self.broken += 1

    async def _one(self, caller: Caller, chance: Random, left: Any, leave: float) -> bool:
        """One question. Does its caller stay?"""
        if next(left, None) is None:
            raise StopAsyncIteration
        number, wire, streamed = next(self.numbers), chance.choice(WIRES), chance.random() < 0.5
        behind = wire if chance.random() < 0.5 else chance.choice(WIRES)
        await caller.say(asking(wire, behind, number, streamed=streamed))
        if chance.random() < leave:
            await asyncio.sleep(chance.uniform(0, 0.02))
            caller.leave()
            self.left += 1
            return False
        reply = await caller.reply()
        if reply.status != 200:
            self.refused[number] = reply.status
            return reply.headers.get("connection") != "close"
        assert not streamed or ENDS[wire] in reply.body, (wire, behind, reply.body[-300:])
        self.answered[number] = reply.headers["x-modelbridge-request-id"]
        return reply.headers.get("connection") != "close"
