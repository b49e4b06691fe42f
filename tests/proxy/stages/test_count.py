"""How many tokens has this question?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from config.snapshot import Entrance, Provider, Target
from proxy.call import Call
from proxy.exchange.exchange import Exchange
from proxy.stages.count import Count, for_counting
from tests.canned import CannedAnswer, CannedExchange, Clock, canned
from tests.made import OPENAI_CHAT, call, provider
from translators.canonical import Kind, Problem
from translators.translator import Counting, Envelope, Translator, Wire

BODY = b'{"model": "fast", "messages": [{"role": "user", "content": "hello, world"}]}'


def read_count(wire: Wire) -> int:
    """A number, or it is none."""
    if not isinstance(wire.get("tokens"), int):
        raise Problem(Kind.PROVIDER_BAD_REPLY, "no count")
    return int(wire["tokens"])


def counting(wire: str, *, counts: bool = True) -> Translator:
    """A wire whose providers count, made of one we have."""
    made = Counting(
        path=lambda model: f"/count/{model}",
        peek_request=lambda body: Envelope(model=json.loads(body)["model"]),
        read_request=OPENAI_CHAT.read_request,
        write_count=lambda count: {"tokens": count, "of": wire},
        forward_request=lambda body, _, model: json.dumps({**json.loads(body), "model": model}).encode(),
        write_request=lambda request: ({"model": request.model, "said": len(request.messages)}, ("seed",)),
        read_count=read_count,
    )
    return replace(OPENAI_CHAT, wire=wire, counting=made if counts else None)


NEAR = counting("near")


def house(*translators: Translator) -> Provider:
    """A provider with an entrance for each."""
    entrances = {each.wire: Entrance(each, each.path, (("x-key", each.wire),)) for each in translators}
    return structs.replace(provider(), entrances=entrances)


def asking(where: Provider) -> Call:
    """A call that has come through all stages before."""
    made = structs.replace(call(body=BODY), translator=for_counting(NEAR), body=BODY, envelope=Envelope(model="fast"))
    return structs.replace(made, targets=(Target(where, "small", "house/small"),))


async def counted(exchange: CannedExchange, made: Call) -> Any:
    """What the caller is told."""
    exchanges: dict[str, Exchange] = {"http": exchange}
    reply = await Count(exchanges, Clock())(made)
    bodies: Sequence[bytes | None] = [batch.wire_bytes async for batch in reply.batches]
    await reply.close()
    (body,) = bodies
    return body


def test_a_question_to_be_counted_has_a_shape_of_its_own() -> None:
    """Where the wire has one; no other wire has such callers."""
    assert for_counting(NEAR).peek_request(BODY).model == "fast"
    with pytest.raises(ValueError, match="nobody counts"):
        for_counting(OPENAI_CHAT)


async def test_on_the_callers_own_wire_both_bodies_pass() -> None:
    """To the provider's name of the model; what it says beside the count stays."""
    answer = CannedAnswer(b'{"tokens": 7,  "details": []}')
    exchange, made = canned(answer), asking(house(counting("far"), NEAR))
    assert await counted(exchange, made) == b'{"tokens": 7,  "details": []}'
    (ask,) = exchange.asks
    assert (ask.path, ask.whole, json.loads(ask.body)["model"]) == ("/v1/count/small", True, "small")
    assert ("x-key", "near") in ask.headers
    assert (made.facts.estimated, made.facts.attempts, made.facts.target, answer.closed) == (False, 1, made.targets[0], 1)


@pytest.mark.parametrize("wires", [(counting("far"),), (counting("plain", counts=False), counting("far"))])
async def test_on_another_wire_it_is_asked_and_told_anew(wires: tuple[Translator, ...]) -> None:
    """Also where the provider counts at another entrance than it answers; what has no place there is named."""
    exchange, made = canned(CannedAnswer(b'{"tokens": 7}')), asking(house(*wires))
    assert json.loads(await counted(exchange, made)) == {"tokens": 7, "of": "near"}
    assert json.loads(exchange.asks[0].body) == {"model": "small", "said": 1}
    assert (made.facts.dropped, made.facts.estimated) == (("seed",), False)


async def test_where_nobody_counts_it_is_estimated() -> None:
    """And called so; nobody is asked."""
    exchange, made = canned(), asking(house(OPENAI_CHAT))
    assert json.loads(await counted(exchange, made)) == {"tokens": 7, "of": "near"}
    assert (made.facts.estimated, made.facts.attempts, exchange.asks) == (True, 0, [])


@pytest.mark.parametrize("status", [404, 405, 501])
async def test_a_provider_of_the_wire_that_does_not_count_is_no_failure(status: int) -> None:
    """Many who speak it do not."""
    answer = CannedAnswer(b"{}", status=status)
    made = asking(house(NEAR))
    assert json.loads(await counted(canned(answer), made))["tokens"] == 7
    assert (made.facts.estimated, answer.closed) == (True, 1)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (CannedAnswer(b"{}", status=401), Kind.PROVIDER_KEY_REFUSED),
        (CannedAnswer(b'{"error": {"message": "no"}}', status=400), Kind.PROVIDER_REJECTED),
        (CannedAnswer(b"<html>"), Kind.PROVIDER_BAD_REPLY),
        (CannedAnswer(b'{"tokens": null}'), Kind.PROVIDER_BAD_REPLY),
    ],
)
async def test_a_refusal_is_one(answer: CannedAnswer, kind: Kind) -> None:
    """It is not hidden behind a guess."""
    made = asking(house(NEAR))
    with pytest.raises(Problem) as caught:
        await counted(canned(answer), made)
    assert (caught.value.kind, answer.closed) == (kind, 1)


async def test_who_cannot_be_reached_is_told_of() -> None:
    """Its time is the provider's."""
    made = asking(house(NEAR))
    with pytest.raises(Problem) as caught:
        await counted(canned(Problem(Kind.PROVIDER_UNREACHABLE, "gone")), made)
    assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
