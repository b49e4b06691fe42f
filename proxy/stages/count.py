"""How many tokens has this question? The first target's provider is asked where it counts; elsewhere it is estimated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from msgspec import structs

from config.snapshot import Entrance, Target
from proxy.call import Call, Reply
from proxy.exchange.asking import ask_for
from proxy.exchange.decoded import decoded
from proxy.exchange.exchange import Answer, Exchange
from proxy.exchange.single import Single, said
from proxy.limits.estimate import estimate
from translators.canonical import Batch, ChatRequest
from translators.framing import json_text
from translators.translator import Counting, Translator

NOT_COUNTED = frozenset((404, 405, 501))  # what servers of a wire say that answer its questions, but do not count them


@dataclass(frozen=True, slots=True)
class Count:
    """The end of the pipeline of those who only want to know."""

    exchanges: Mapping[str, Exchange]  # by the scheme of the provider's address
    clock: Callable[[], float]

    async def __call__(self, call: Call) -> Reply:
        """The count, in the caller's words."""
        target = call.targets[0]
        call.facts.target = target
        entrance = _counted_at(target, call.translator.wire)
        body = None if entrance is None else await self._counted(call, target, entrance)
        if body is None:
            call.facts.estimated = True
            body = _told(call, estimate(_question(call)))
        return Reply(target, Single(Batch(None, body)), _nothing_to_close)

    async def _counted(self, call: Call, target: Target, entrance: Entrance) -> bytes | None:
        """As the provider counts it; None when it does not."""
        asked_at = self.clock()
        counting = _counting(entrance.translator)
        path = target.provider.base + counting.path(target.model)
        ask = ask_for(call, target, entrance, path, _asked(call, target, entrance.translator), whole=True)
        call.facts.attempts += 1
        answer = None
        try:
            answer = await self.exchanges[target.provider.scheme].send(ask)
            if answer.status in NOT_COUNTED:
                return None
            return await _read(call, entrance.translator, answer)
        finally:
            call.facts.provider_seconds += self.clock() - asked_at
            if answer is not None:
                await answer.close()


def for_counting(translator: Translator) -> Translator:
    """A wire whose callers want nothing but a count: their requests have another shape."""
    counting = _counting(translator)
    return replace(translator, peek_request=counting.peek_request, read_request=counting.read_request)


def _counting(translator: Translator) -> Counting:
    if translator.counting is None:
        raise ValueError(f"nobody counts on the wire {translator.wire}")
    return translator.counting


def _counted_at(target: Target, wire: str) -> Entrance | None:
    """Where the provider counts: on the caller's wire, if it does there."""
    entrances = target.provider.entrances
    best = target.provider.entrance(wire, target.model)
    return next((each for each in (best, *entrances.values()) if each.translator.counting is not None), None)


def _asked(call: Call, target: Target, translator: Translator) -> bytes:
    counting = _counting(translator)
    if translator.wire == call.translator.wire:
        return counting.forward_request(call.body, call.envelope, target.model)
    question = _question(call)
    wire, dropped = counting.write_request(structs.replace(question, model=target.model))
    call.facts.dropped = call.translator.spell(question, dropped) if dropped else ()
    return json_text.encode(wire)


async def _read(call: Call, translator: Translator, answer: Answer) -> bytes:
    if not 200 <= answer.status < 300:
        raise translator.read_problem(answer.status, answer.headers, await said(answer))
    body = await answer.read()
    count = _counting(translator).read_count(decoded(body))
    return body if translator.wire == call.translator.wire else _told(call, count)


def _question(call: Call) -> ChatRequest:
    return call.translator.read_request(json_text.decode(call.body))


def _told(call: Call, count: int) -> bytes:
    return json_text.encode(_counting(call.translator).write_count(count))


async def _nothing_to_close() -> None:
    """Everything is over by now."""
