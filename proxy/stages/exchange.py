"""Ask the first target: one call, one target, one HTTP exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from config.snapshot import Price, Target
from proxy.call import Call, Facts, Heard, Reply
from proxy.exchange.across import Across
from proxy.exchange.asking import ask_for
from proxy.exchange.dated import dated
from proxy.exchange.decoded import decoded
from proxy.exchange.exchange import Answer, Exchange
from proxy.exchange.same_wire import SameWire
from proxy.exchange.single import Single, said
from proxy.exchange.streamed import Meaning, Streamed
from proxy.routing import unsupported
from proxy.stores.thoughts.stash import Stash
from records.money import reckon
from translators import vocabulary
from translators.answer_alone import Alone, is_asked_in
from translators.canonical import Batch, Usage
from translators.canonical.fold import unfold
from translators.framing import json_text
from translators.names import returning
from translators.returning import Returning, returned
from translators.translator import Translator


@dataclass(frozen=True, slots=True)
class AskTarget:
    """The end of the pipeline. A reply that leaves here has begun to answer."""

    exchanges: Mapping[str, Exchange]  # by the scheme of the provider's address
    clock: Callable[[], float]
    stash: Stash | None = None  # where signed thoughts are kept for callers who lose them; None: nowhere

    async def __call__(self, call: Call) -> Reply:
        """Send, and wait until the answer itself has begun; everything before is a Problem with its real status."""
        target = call.targets[0]
        provider, facts = target.provider, call.facts
        entrance = provider.entrance(call.translator.wire, target.model)
        facts.target = target
        facts.usage = facts.cost = facts.reason = facts.heard = None  # what another attempt told is not this one's
        facts.costs, facts.first_content_at = {}, 0.0
        streamed = call.envelope.stream
        path = entrance.path(target.model, streamed)
        body, names, question, hidden = await self._body(call, target, entrance.translator)
        ask = ask_for(call, target, entrance, path, body, whole=not streamed)
        facts.attempts += 1
        asked_at = self.clock()
        answer = None
        try:
            answer = await self.exchanges[provider.scheme].send(ask)
            if not 200 <= answer.status < 300:
                raise entrance.translator.read_problem(answer.status, answer.headers, await said(answer))
            reply = await _begun(call, target, entrance.translator, answer, names, hidden=hidden)
        except BaseException:
            facts.provider_seconds += self.clock() - asked_at
            if answer is not None:
                await answer.close()
            raise
        facts.first_content_at = self.clock()
        # Connecting is waiting for the provider; handing a request to a connection that stands is our own doing.
        since = answer.sent_at if answer.reused else asked_at
        facts.provider_seconds += max(0.0, answer.last_byte_at - since)
        if self.stash is not None and entrance.translator.wire != call.translator.wire:
            return replace(reply, batches=self.stash.noting(call, entrance.translator.wire, provider.name, reply.batches, question))
        return reply

    async def _body(self, call: Call, target: Target, translator: Translator) -> tuple[bytes, Mapping[str, str], bytes, bool]:
        """The request, the caller's names of tools that have others in it, what the stash must know later, and is a hidden tool in it?"""
        rule = unsupported.rule(call.headers, target.provider.on_unsupported)
        call.facts.dropped = ()  # what another target had no place for is not this one's
        if translator.wire == call.translator.wire:
            return translator.forward_request(call.body, call.envelope, target.model), {}, b"", False
        question, asked = b"", call.translator.read_request(json_text.decode(call.body))
        request = asked
        if self.stash is not None:
            question = self.stash.question(call, asked, translator.wire)
            request = await self.stash.recalled(call, asked, translator.wire, target.provider.name)
        wire, dropped = translator.write_request(replace(request, model=target.model, stream=call.envelope.stream))
        if dropped:
            dropped = vocabulary.asked(dropped, asked, request)
            spell = partial(call.translator.spell, asked)
            refusal = unsupported.elsewhere(dropped, asked.wire, target.name) or unsupported.refused(
                dropped, asked.tools, rule, target.name, spell
            )
            if refusal is not None:
                raise refusal
            call.facts.dropped, call.facts.warned = spell(dropped), rule == "warn"
        hidden = request.format is not None and is_asked_in(wire)
        return json_text.encode(wire), returning(request, translator.names), question, hidden


async def _begun(call: Call, target: Target, translator: Translator, answer: Answer, names: Mapping[str, str], *, hidden: bool) -> Reply:
    """A reply that has begun to answer. What a stream is, its bytes tell; the content-type may be wrong."""
    used = _used(call.facts, target)
    if not call.envelope.stream:
        return Reply(target, Single(_whole(call, translator, await answer.read(), used, names)), answer.close, call.envelope)
    same = translator.wire == call.translator.wire
    if same:
        meaning: Meaning = SameWire(wants_usage=call.envelope.wants_usage, end=translator.stream_end)
    else:
        reader = Alone(translator.stream_reader()) if hidden else translator.stream_reader()
        meaning = Across(Returning(reader, names) if names else reader, used)
    several = call.envelope.n if "n" in translator.places else 1
    idle = target.provider.idle
    streamed = Streamed(answer, translator.glance_frame, meaning, call.facts, used, over=call.over, n=several, idle=idle)
    body = await streamed.begin()
    if body is not None:  # the provider does not stream: what it said at once is told as a stream
        return Reply(target, Single(_whole(call, translator, body, used, names)), answer.close, call.envelope)
    return Reply(target, streamed, streamed.close, call.envelope)


def _whole(call: Call, translator: Translator, body: bytes, used: Callable[[Usage], None], names: Mapping[str, str]) -> Batch:
    sight = translator.glance_response(body)
    if sight.problem is not None:
        raise sight.problem
    call.facts.heard = Heard(body)
    if sight.usage is not None:
        used(sight.usage)
    call.facts.reason = sight.reason
    if translator.wire == call.translator.wire and not call.envelope.stream:
        batch = Batch(None, body)
    else:
        batch = Batch(dated(list(unfold(returned(translator.read_response(decoded(body)), names)))))
    call.over(None)
    return batch


def _used(facts: Facts, target: Target) -> Callable[[Usage], None]:
    """Who is told of usage: it is a fact, and so is what it costs."""
    model = target.provider.models.get(target.model)
    return partial(_note, facts, None if model is None else model.price)


def _note(facts: Facts, price: Price | None, usage: Usage) -> None:
    facts.usage = usage
    if price is not None:
        reckoned = reckon(usage, price)
        facts.cost, facts.costs = reckoned.total, reckoned.buckets
