"""Ask the first target: one call, one target, one HTTP exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec
import orjson
from msgspec.structs import replace

from config.snapshot import Provider, Target
from proxy.call import Call, Reply
from proxy.exchange.across import AcrossStream
from proxy.exchange.exchange import Answer, Ask, Bounds, Exchange, Origin, Patience
from proxy.exchange.same_wire import SameWireStream
from translators.canonical import Batch, Finish
from translators.canonical.fold import unfold

JSON = ("content-type", "application/json")


@dataclass(frozen=True, slots=True)
class AskTarget:
    """The end of the pipeline. A reply that leaves here has begun to answer."""

    exchanges: Mapping[str, Exchange]  # by the scheme of the provider's address
    clock: Callable[[], float]

    async def __call__(self, call: Call) -> Reply:
        """Send, and wait until the answer itself has begun; everything before is a Problem with its real status."""
        target = call.targets[0]
        provider, facts = target.provider, call.facts
        same = provider.translator.wire == call.translator.wire
        ask = _ask(provider, self._body(call, target, same=same), whole=not call.envelope.stream)
        facts.target = target
        facts.attempts += 1
        answer = await self.exchanges[provider.scheme].send(ask)
        try:
            if answer.status != 200:
                raise provider.translator.read_problem(answer.status, answer.headers, await answer.read())
            if call.envelope.stream and not _is_json(answer):
                batches = await self._streamed(call, target, answer, same=same)
            else:
                batches = Several([await self._whole(call, target, answer, same=same)])
        except BaseException:
            await answer.close()
            raise
        facts.first_content_at = self.clock()
        facts.provider_seconds += max(0.0, answer.last_byte_at - answer.sent_at)
        return Reply(target, batches, answer.close)

    def _body(self, call: Call, target: Target, *, same: bool) -> bytes:
        if same:
            return target.provider.translator.forward_request(call.body, call.envelope, target.model)
        request = call.translator.read_request(msgspec.json.decode(call.body))
        wire, dropped = target.provider.translator.write_request(replace(request, model=target.model))
        call.facts.dropped = dropped
        return orjson.dumps(wire)

    async def _whole(self, call: Call, target: Target, answer: Answer, *, same: bool) -> Batch:
        body = await answer.read()
        translator, facts = target.provider.translator, call.facts
        sight = translator.glance_response(body)
        if sight.problem is not None:
            raise sight.problem
        facts.usage, facts.reason = sight.usage, sight.reason
        if same and not call.envelope.stream:
            return Batch(None, body)
        events = list(unfold(translator.read_response(msgspec.json.decode(body))))
        for event in events:
            if isinstance(event, Finish):
                facts.usage, facts.reason = event.usage, event.reason
        return Batch(events)

    async def _streamed(self, call: Call, target: Target, answer: Answer, *, same: bool) -> AsyncIterator[Batch]:
        translator, idle = target.provider.translator, target.provider.idle
        if same:
            passing = SameWireStream(answer, translator, call.envelope, call.facts, self.clock, idle=idle)
            return Several([Batch(None, await passing.begin())], passing)
        across = AcrossStream(answer, translator, call.facts, self.clock, idle=idle)
        return Several([await across.begin()], across)


class Several:
    """Batches at hand first, then those still to come."""

    __slots__ = ("_first", "_rest")

    def __init__(self, first: Iterable[Batch], rest: AsyncIterator[Batch] | None = None) -> None:
        self._first = list(first)
        self._rest = rest

    def __aiter__(self) -> Several:
        return self

    async def __anext__(self) -> Batch:
        if self._first:
            return self._first.pop(0)
        if self._rest is None:
            raise StopAsyncIteration
        return await self._rest.__anext__()


def _ask(provider: Provider, body: bytes, *, whole: bool) -> Ask:
    return Ask(
        provider.name,
        Origin(provider.scheme, provider.host, provider.port),
        provider.path,
        (*provider.headers, JSON),
        body,
        Patience(provider.connect, provider.first_byte, provider.idle, provider.total),
        Bounds(provider.connections, provider.queue, provider.queue_wait),
        whole=whole,
    )


def _is_json(answer: Answer) -> bool:
    """A provider may answer a request for a stream with one whole reply: that is unfolded into a stream."""
    return answer.headers.get("content-type", "").startswith("application/json")
