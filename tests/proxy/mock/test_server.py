"""The mock on a socket of its own: the same as in process, as the exchange sees it."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from time import monotonic, time

import httpx
import pytest
from msgspec.structs import replace

from proxy.exchange.choose import open_exchange
from proxy.exchange.exchange import Ask, Exchange, Origin, Patience
from proxy.mock.faults import FAULTS
from proxy.mock.in_process import MockExchange
from proxy.mock.models import MODELS
from proxy.mock.server import serve_mock
from tests.mock_listening import listening
from tests.mocked import ask, wanting
from translators.canonical import Kind, Problem

Outcome = tuple[int, bytes, Kind | None]
HASTY = Patience(first_byte=0.3, idle=0.3, total=5.0)
HEARTBEATS = Patience(first_byte=0.3, idle=0.3, total=0.5)  # only the last of these ends them


async def outcome(exchange: Exchange, wish: Ask) -> Outcome:
    """Status, bytes, and the problem in the end."""
    status, got = 0, b""
    try:
        answer = await exchange.send(wish)
        status = answer.status
        async for chunk in answer.chunks():
            got += chunk
        await answer.close()
    except Problem as problem:
        return status, got, problem.kind
    return status, got, None


@pytest.mark.parametrize("stream", [False, True])
async def test_in_process_and_on_a_socket_it_is_the_same_mock(stream: bool) -> None:
    """Every model and every fault: the same status, the same bytes, the same problem."""
    values = {"slow-first-byte": "slow-first-byte=50ms", "heartbeats": "heartbeats=150ms"}
    names = [name for name in (*MODELS, *FAULTS) if name != "slow"] + ["slow-50ms", "lorem-5@100", "stall=50ms"]
    near, far = MockExchange(clock=time), open_exchange("wire", {})
    async with listening() as port:
        for name in names:
            wish = ask(wanting(model=values.get(name, name), stream=stream), HEARTBEATS if name == "heartbeats" else HASTY)
            here, there = await outcome(near, wish), await outcome(far, replace(wish, origin=Origin("http", "127.0.0.1", port)))
            assert (here[0], here[2], _undated(here[1])) == (there[0], there[2], _undated(there[1])), name
        await far.close()


def _undated(body: bytes) -> bytes:
    """Without the time, which is the server's own."""
    return re.sub(rb'"created": ?\d+', b'"created":0', body)


async def test_latency_and_key_are_the_commands() -> None:
    """As `modelbridge mock --latency 0.1 --key right` gives them."""
    async with listening(key="right", latency=0.1) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as caller:
        began = monotonic()
        reply = await caller.post("/v1/chat/completions", content=wanting(), headers={"authorization": "Bearer right"})
        assert reply.status_code == 200
        assert monotonic() - began >= 0.1
        assert (await caller.post("/v1/chat/completions", content=wanting())).status_code == 401


async def test_it_notices_that_the_caller_has_left() -> None:
    """A stream that would go on for minutes does not keep the server from stopping."""
    async with asyncio.timeout(8):
        async with listening() as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as caller:
            body = wanting(model="lorem-1000@5", stream=True)
            async with caller.stream("POST", "/v1/chat/completions", content=body) as reply:
                assert await anext(reply.aiter_bytes())


async def test_a_signal_ends_it_in_good_order() -> None:
    """The command that runs it can then say goodbye with status 0."""
    ready = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as bound:
        serving = asyncio.ensure_future(serve_mock(bound, ready.set))
        async with asyncio.timeout(10):
            await ready.wait()
            signal.raise_signal(signal.SIGTERM)
            await serving


async def test_a_fault_that_is_none_is_an_error_before_anything_is_served() -> None:
    """The command words it."""
    with socket.create_server(("127.0.0.1", 0)) as bound, pytest.raises(ValueError, match="nonsense"):
        await serve_mock(bound, lambda: None, faults="nonsense")
