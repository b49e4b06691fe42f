"""Thousands of bodies that no client would send: never a 500, never a hang, and every refusal is a well-formed error."""

from __future__ import annotations

import asyncio
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway import build
from proxy.edge.connection import Connection
from proxy.edge.gateway import Gateway
from proxy.observe.log import Log
from tests.answers import odd, requests
from tests.caller import Heard, Replied, request
from tests.edge import Room, Wire
from tests.holding import KEY, holding
from tests.made import OPENAI_CHAT

REFUSED = {400, 404, 413, 415}
MODELS = ("echo", "lorem", "lorem-7", "tools", "json", "reason", "refuse", "nothing")
fuzzing = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
fuzzing_more = settings(fuzzing, max_examples=1000)
fuzzing_each = settings(fuzzing, max_examples=120)  # each in many ways
chances = st.integers(0, 2**32).map(random.Random)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


class Fuzzed:
    """A whole gateway without a socket, on a loop of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.out = io.BytesIO()
        log = Log(self.out)
        self.gateway: Gateway = self.loop.run_until_complete(self.built(log))

    async def built(self, log: Log) -> Gateway:
        """As `serve` builds it."""
        store = f'[store]\ndatabase = "sqlite:///{self.folder / "x.db"}"\njournal = "{self.folder / "journal"}"\n'
        return build(holding(f'[routes.fast]\ntargets = ["mock/echo"]\n{store}'), log=log, environment={})

    def ask(self, body: bytes) -> Replied:
        """One request, through everything; the reply is of the kind it has to be."""
        reply = self.loop.run_until_complete(asyncio.wait_for(self.asked(body), 10.0))
        if reply.status == 200 and reply.headers["content-type"] == "text/event-stream":
            assert reply.body.endswith(b"data: [DONE]\n\n")
        elif reply.status == 200:
            assert reply.json["choices"]
        else:
            assert reply.status in REFUSED, reply
            assert reply.code
        assert self.gateway.metrics.in_flight == 0
        return reply

    async def asked(self, body: bytes) -> Replied:
        """Over a wire that is no socket."""
        room, wire = Room(self.gateway.doors), Wire()
        connection = Connection(room, asyncio.get_running_loop())
        connection.connection_made(wire)
        await wire.carry(request("POST", "/v1/chat/completions", body, f"authorization: Bearer {KEY}"), connection)
        await room.quiet()
        connection.connection_lost(None)
        reader = asyncio.StreamReader()
        reader.feed_data(wire.written)
        reader.feed_eof()
        reply = await Heard(reader).reply()
        assert reader.at_eof()
        return reply


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """One for all; its log has no fault in it."""
    made = Fuzzed(tmp_path_factory.mktemp("fuzzed"))
    yield made
    for exchange in made.gateway.open:
        made.loop.run_until_complete(exchange.close())
    made.loop.close()
    assert made.gateway.keeping is not None
    made.gateway.keeping.intake.journal.close()
    assert b'"fault"' not in made.out.getvalue()


def wire_of(asked: Any, chance: random.Random) -> dict[str, Any]:
    """A request as a client writes it, to one of the mock's models."""
    wire = dict(OPENAI_CHAT.write_request(asked)[0])
    return {**wire, "model": f"mock/{chance.choice(MODELS)}", "stream": chance.random() < 0.3}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it: a container and a key."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(inside):
        yield value, key
        yield from places(one)


@fuzzing
@given(asked=requests, chance=chances)
def test_good_requests_are_answered(fuzzed: Fuzzed, asked: Any, chance: random.Random) -> None:
    """So that what follows is known to begin with requests that are nearly good."""
    fuzzed.ask(json.dumps(wire_of(asked, chance)).encode())


@fuzzing_each
@given(asked=requests, chance=chances, odds=st.lists(odd | anything, min_size=4, max_size=8))
def test_good_requests_with_something_odd_in_them(fuzzed: Fuzzed, asked: Any, chance: random.Random, odds: list[Any]) -> None:
    """A value of another kind anywhere, or none; in one place, and in more and more."""
    good = json.dumps(wire_of(asked, chance))
    worse = json.loads(good)
    for one in odds:
        for wire in (json.loads(good), worse):
            container, key = chance.choice(list(places(wire)))
            if chance.random() < 0.2:
                del container[key]
            else:
                container[key] = one
            fuzzed.ask(json.dumps(wire).encode())
        if not worse:
            return


@fuzzing_each
@given(asked=requests, chance=chances)
def test_good_requests_with_broken_bytes(fuzzed: Fuzzed, asked: Any, chance: random.Random) -> None:
    """Put in, taken out, put in place of others; cut off."""
    good = json.dumps(wire_of(asked, chance), ensure_ascii=chance.random() < 0.5).encode()
    for _ in range(12):  # to think of a request takes ten times as long as to break one
        body = good
        for _ in range(chance.randint(1, 4)):
            at, noise = chance.randrange(len(body) + 1), chance.randbytes(chance.randint(0, 4))
            body = body[:at] + noise + body[at + chance.choice((0, 1, len(noise), 10_000)) :]
        fuzzed.ask(body)


@fuzzing
@given(value=anything | st.dictionaries(st.sampled_from(["model", "messages", "stream", "tools", "n"]), odd | anything))
def test_any_json(fuzzed: Fuzzed, value: Any) -> None:
    """Whatever it says."""
    fuzzed.ask(json.dumps(value).encode())


@fuzzing_more
@given(body=st.binary() | st.text().map(str.encode))
def test_any_bytes(fuzzed: Fuzzed, body: bytes) -> None:
    """They are no request, whatever they are."""
    assert fuzzed.ask(body).status == 400
