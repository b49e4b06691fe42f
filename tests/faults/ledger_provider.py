"""A provider of every wire that keeps its own account: how many tokens it told for which question."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from random import Random
from types import ModuleType

from tests.farside import Peer, chunk, far_side, with_length
from tests.strict import anthropic, gemini, openai_chat, openai_responses
from tests.strict.saying import CACHED, Mind, Said

SPEAKERS: Mapping[str, ModuleType] = {each.WIRE: each for each in (openai_chat, anthropic, gemini, openai_responses)}
SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
QUESTION = re.compile(rb"question number (\d+)\.")
PROMPT = re.compile(rb'"(prompt_tokens|input_tokens|promptTokenCount)": (15|20)')
COMPLETION = re.compile(rb'"(completion_tokens|output_tokens|candidatesTokenCount)": 12')
TOTAL = re.compile(rb'"(total_tokens|totalTokenCount)": 32')
PRICE = {"input": "0.0375", "cache_read": "0.01", "output": "6.15025"}  # USD for a million tokens: a nanodollar is not the end of it
NAMES = {"cache_read": "cached_input"}  # in gateway.toml


@dataclass(frozen=True, slots=True)
class Told:
    """What one reply says it used."""

    input: int
    output: int
    cache_read: int = CACHED

    @property
    def cost(self) -> int:
        """In nanodollars, rounded up."""
        exact = sum((Fraction(price) * int(getattr(self, bucket)) for bucket, price in PRICE.items()), Fraction())
        return ceil(exact * 1000)


def told(number: int) -> Told:
    """Of the answer to a question: the question can be known by it."""
    return Told(number, 20 + number % 97)


@dataclass(slots=True)
class Accountant:
    """The provider."""

    seed: int
    port: int = 0
    asked: dict[int, int] = field(default_factory=dict)  # question → how often it was asked
    served: set[int] = field(default_factory=set)  # those whose answer went out whole
    pause: float = 0.01  # at most, between two pieces

    def toml(self) -> str:
        """The gateway's tables for it."""
        price = ", ".join(f"{NAMES.get(bucket, bucket)} = {price}" for bucket, price in PRICE.items())
        return "".join(
            f'[providers.{wire}]\nwire = "{wire}"\nbase_url = "http://127.0.0.1:{self.port}/{wire}/v1"\napi_key = "env:FAR_KEY"\n'
            f'[models."{wire}/{wire}-1"]\nprice = {{ {price} }}\n[routes.by_{wire}]\ntargets = ["{wire}/{wire}-1"]\n'
            for wire in SPEAKERS
        )

    async def played(self, peer: Peer) -> None:
        """One connection."""
        chance = Random(f"{self.seed} {peer.far.connections}")
        while True:
            asked = await peer.request()
            peer.far.requests.clear()
            path = asked.line.split(" ")[1]
            number = int(QUESTION.findall(asked.body)[-1])
            self.asked[number] = self.asked.get(number, 0) + 1
            streamed = "streamGenerateContent" in path or json.loads(asked.body).get("stream") is True
            pieces = answer(path.split("/")[1], number, streamed=streamed)
            if not streamed:
                await peer.say(with_length(pieces[0], b"content-type: application/json"), pause=0)
            else:
                cut = sorted(chance.sample(range(1, len(pieces)), 2))
                first, second, third = pieces[: cut[0]], pieces[cut[0] : cut[1]], pieces[cut[1] :]
                await peer.say(SSE + chunk(b"".join(first)), pause=chance.uniform(0, self.pause))
                await peer.say(chunk(b"".join(second)), pause=chance.uniform(0, self.pause))
                await peer.say(chunk(b"".join(third)) + b"0\r\n\r\n")
            self.served.add(number)


def answer(wire: str, number: int, *, streamed: bool) -> list[bytes]:
    """Its bytes; of a stream in events."""
    said, mind = Said(number=number, text=f"This is the answer number {number}, in a few words."), Mind()
    speaker = SPEAKERS[wire]
    model = f"{wire}-1"
    pieces = list(speaker.stream(said, model, mind)) if streamed else [json.dumps(speaker.whole(said, model, mind)).encode()]
    return [_counted(piece, told(number)) for piece in pieces]


def _counted(piece: bytes, used: Told) -> bytes:
    """With this usage in the place of the usual one. In the total of a prompt what was cached is a part, or stands beside it (15)."""
    piece = PROMPT.sub(lambda found: b'"%b": %d' % (found[1], used.input + (CACHED if found[2] == b"20" else 0)), piece)
    piece = COMPLETION.sub(lambda found: b'"%b": %d' % (found[1], used.output), piece)
    return TOTAL.sub(lambda found: b'"%b": %d' % (found[1], used.input + CACHED + used.output), piece)


@asynccontextmanager
async def accountant(seed: int = 0) -> AsyncIterator[Accountant]:
    """Listening. It hangs up on nobody."""
    made = Accountant(seed)
    async with far_side(made.played) as far:
        made.port = far.origin.port
        yield made
