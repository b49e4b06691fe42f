"""What crossing from one wire to another costs: one streamed event, and one long question."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from itertools import permutations
from statistics import median
from time import perf_counter, process_time

from msgspec.structs import replace

from console.cli.serve import EASY
from proxy.call import Facts
from proxy.exchange.across import Across
from proxy.exchange.same_wire import SameWire
from proxy.exchange.streamed import Streamed
from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.bench.yardstick import pace
from translators import TRANSLATORS
from translators.canonical import (
    ChatRequest,
    ChoiceEnd,
    Event,
    Finish,
    Message,
    PartDelta,
    PartEnd,
    PartStart,
    Start,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from translators.framing import json_text
from translators.translator import Envelope, Translator

# A provider of each wire, by a model that it has.
MODELS = {"openai_chat": "gpt-4o", "anthropic": "claude-sonnet-4-5", "gemini": "gemini-2.5-flash", "openai_responses": "gpt-5"}
EVENTS = 2_000
MESSAGES, TOOLS = 200, 50
ROUNDS = 15
ENVELOPE = Envelope(model="small", stream=True, wants_usage=True)
SCHEMA = {
    "type": "object",
    "properties": {"path": {"type": "string", "description": "Where."}, "limit": {"type": "integer"}, "all": {"type": "boolean"}},
    "required": ["path"],
}


def measure(bench: Bench) -> list[Figure]:
    """Every pair of wires; the bar is for each of them. The collector is as easy as in a gateway that serves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EASY)
    return [*_events(bench), *_questions(bench)]


def _events(bench: Bench) -> Iterator[Figure]:
    for provider, caller in permutations(MODELS, 2):
        frames = written(TRANSLATORS[provider])
        same, across = (
            partial(passing, TRANSLATORS[provider], frames),
            partial(crossing, TRANSLATORS[provider], TRANSLATORS[caller], frames),
        )
        rounds = [(timed(across), timed(same), pace()) for _ in range(ROUNDS)]
        most, plain = (min(times) / EVENTS * 1e6 for times in list(zip(*rounds, strict=True))[:2])
        shown = f"{most:.1f} us, on its own wire {plain:.1f} us"
        there = median((one - other) / slower for one, other, slower in rounds) / EVENTS * 1e6
        yield judged(f"an event, {provider} to {caller}", bench.judged, shown, most - plain, bar="event", judge=bench.judged, there=there)


def _questions(bench: Bench) -> Iterator[Figure]:
    for caller, provider in permutations(MODELS, 2):
        body = asked(TRANSLATORS[caller], MODELS[provider])
        work = partial(translated, TRANSLATORS[caller], TRANSLATORS[provider], body, MODELS[provider])
        rounds = [(timed(work) * 1e3, pace()) for _ in range(4 * ROUNDS)]
        least, there = min(took for took, _ in rounds), median(took / slower for took, slower in rounds)
        name, shown = f"{MESSAGES} messages, {caller} to {provider}", f"{len(body) / 1000:.0f} KB"
        yield judged(name, bench.judged, shown, least, bar="question", judge=bench.judged, there=there)


def timed(work: Callable[[], object]) -> float:
    """Seconds of this processor. Of several the least counts: what a neighbour on the machine does can only add to it."""
    start = process_time()
    work()
    return process_time() - start


class Canned:
    """A reply that is here already, a frame in each read."""

    status = 200
    headers: Mapping[str, str] = {}
    reused = True
    sent_at = first_byte_at = 0.0

    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames
        self.last_byte_at = perf_counter()

    async def chunks(self) -> AsyncIterator[bytes]:
        for frame in self._frames:
            yield frame

    async def read(self) -> bytes:
        return b"".join(self._frames)

    async def close(self) -> None:
        return


def written(translator: Translator) -> list[bytes]:
    """A long answer as a provider of this wire streams it."""
    writer = translator.stream_writer(ENVELOPE)
    events: list[Event] = [
        Start("resp_1", "small", 1),
        PartStart(0, Text("")),
        *(PartDelta(0, f" word{number}") for number in range(EVENTS)),
        PartEnd(0),
        ChoiceEnd("stop"),
        Finish("stop", Usage(input=9, output=EVENTS)),
    ]
    return [frame for event in events for frame in writer.feed(event)]


def passing(provider: Translator, frames: list[bytes]) -> int:
    """The caller speaks the provider's wire."""
    meaning = SameWire(wants_usage=True, end=provider.stream_end)
    return asyncio.run(_read(provider, frames, meaning, None))


def crossing(provider: Translator, caller: Translator, frames: list[bytes]) -> int:
    """The caller speaks another."""
    meaning = Across(provider.stream_reader(), lambda _: None)
    return asyncio.run(_read(provider, frames, meaning, caller))


async def _read(provider: Translator, frames: list[bytes], meaning: Across | SameWire, caller: Translator | None) -> int:
    size = 0
    writer = None if caller is None else caller.stream_writer(ENVELOPE)
    async for batch in Streamed(Canned(frames), provider.glance_frame, meaning, Facts(), lambda _: None, n=1, idle=9.0):
        data = batch.wire_bytes
        if data is None and writer is not None:
            data = b"".join([frame for event in batch.events or () for frame in writer.feed(event)])
        size += len(data or b"")
    return size


def asked(translator: Translator, model: str) -> bytes:
    """A long conversation with an agent, as a caller of this wire sends it."""
    messages = [Message("system", (Text("You are a careful engineer. " * 40),))]
    for turn in range(MESSAGES // 4):
        call = ToolCall(f"call_{turn}", f"tool_{turn % TOOLS}", json.dumps({"path": f"/src/{turn}", "limit": turn}))
        messages += [
            Message("user", (Text(f"Look at file {turn}. " * 10),)),
            Message("assistant", (Text("I will look."), call)),
            Message("tool", (ToolResult(call.id, (Text("line of a file\n" * 20),)),)),
            Message("assistant", (Text(f"It has {turn} lines. " * 5),)),
        ]
    messages.append(Message("user", (Text("Go on."),)))
    tools = tuple(Tool(f"tool_{number}", "Does what its name says. " * 8, SCHEMA) for number in range(TOOLS))
    return json_text.encode(translator.write_request(ChatRequest(model=model, messages=tuple(messages), tools=tools, max_tokens=500))[0])


def translated(caller: Translator, provider: Translator, body: bytes, model: str) -> bytes:
    """The body a provider is sent."""
    request = replace(caller.read_request(json_text.decode(body)), model=model)
    return json_text.encode(provider.write_request(request)[0])
