"""An offer of another protocol, passed over."""

from __future__ import annotations

import pytest

from tests.caller import chunked, request
from tests.edge import edge, mirror

OFFER = ("connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAEAAEAA")


async def test_the_request_that_makes_it_is_answered() -> None:
    """Java's client offers HTTP/2 in every first request, and is content with an answer in HTTP/1.1."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/one", b"body", *OFFER))
        assert (await caller.reply()).body.endswith(b"] body")
        await caller.say(request("GET", "/two", b"", *OFFER) * 3 + request("POST", "/three", b"and", *OFFER) + request("GET", "/four"))
        replies = [(await caller.reply()).body.split() for _ in range(5)]
        assert [reply[1] for reply in replies] == [b"/two", b"/two", b"/two", b"/three", b"/four"]
        assert replies[3][-1] == b"and"


@pytest.mark.parametrize("pieces", [1, 1000])
async def test_its_body_is_read_however_it_comes(pieces: int) -> None:
    """With a length or in chunks, in one packet or many; and the next request with it."""
    said = request("POST", "/one", b"", *OFFER, "transfer-encoding: chunked") + chunked(b"ab", b"c") + request("GET", "/two")
    size = len(said) // pieces + 1
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(*(said[at : at + size] for at in range(0, len(said), size)))
        assert (await caller.reply()).body.endswith(b"] abc")
        assert (await caller.reply()).body.startswith(b"GET /two ")


async def test_a_broken_body_is_refused_all_the_same() -> None:
    """And a slow one is not waited for."""
    async with edge(mirror, body_seconds=0.1) as running:
        async with running.calling() as caller:
            await caller.say(request("POST", "/", b"", *OFFER, "transfer-encoding: chunked") + b"x\r\n")
            assert (await caller.reply()).status == 400
        async with running.calling() as caller:
            await caller.say(request("POST", "/", b"", *OFFER, "content-length: 3") + b"x")
            assert (await caller.reply()).status == 408
