"""FAULTS 65: the gateway is told to stop while it is busy."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic

import pytest

from tests.caller import Caller, request
from tests.crowd import Crowd, asking, chat, crowd
from tests.frames import DONE

READY = request("GET", "/readyz")


async def ended(them: Crowd) -> int:
    """Wait for the process; its exit code."""
    async with asyncio.timeout(15.0):
        while (code := them.gateway.process.poll()) is None:  # noqa: ASYNC110  it is another process
            await asyncio.sleep(0.01)
    return code


async def streaming(them: Crowd, calls: AsyncExitStack, model: str) -> Caller:
    """A caller whose stream has begun."""
    caller = await calls.enter_async_context(them.calling())
    await caller.say(chat(asking(model, stream=True)))
    assert (await caller.head()).status == 200
    return caller


async def rest(caller: Caller) -> bytes:
    """The rest of a stream that ends as it should."""
    return b"".join([piece async for piece in caller.chunks()])


async def test_65_streams_end_whole_and_new_calls_are_refused(tmp_path: Path) -> None:
    """On new connections and on kept ones; whoever asks whether to send callers here is told not to; nothing is lost."""
    async with crowd(tmp_path) as them, AsyncExitStack() as calls:
        streams = [await streaming(them, calls, "far/count-20") for _ in range(20)]
        waiting = await calls.enter_async_context(them.calling())
        await waiting.say(chat(asking("mock/slow-2s")))
        kept = await calls.enter_async_context(them.calling())
        await kept.say(READY)
        assert (await kept.reply()).status == 200
        await them.busy_with(21)
        them.gateway.process.send_signal(signal.SIGTERM)

        ready = await them.stopping()
        assert (ready.status, ready.json["status"], ready.json["in_flight"]) == (503, "stopping", 21)
        await kept.say(chat(asking()))
        for refused in (await kept.reply(), await them.ask(chat(asking())), await them.ask(chat(b"no JSON"))):
            assert (refused.status, refused.code, refused.headers["connection"]) == (503, "gateway_stopping", "close")
            assert refused.headers["retry-after"] == "1"
        assert await kept.over() == b""
        assert (await them.ask(request("GET", "/healthz"))).status == 200

        for said in await asyncio.gather(*map(rest, streams)):
            assert said.endswith(DONE)
            assert said.count(b"data: {") == 21
            assert b"error" not in said
        answered = await waiting.reply()
        assert (answered.status, answered.headers["connection"]) == (200, "close")
        assert await ended(them) == 0
        assert sorted(line["status"] for line in them.lines()) == [200] * 21 + [503] * 3
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("signals", [1, 2])
async def test_65_a_stream_that_outlives_the_grace_is_told_so(tmp_path: Path, signals: int) -> None:
    """One well-formed error event, no end mark; a second signal does not wait for the grace."""
    async with crowd(tmp_path, grace=1 if signals == 1 else 60) as them, AsyncExitStack() as calls:
        stream = await streaming(them, calls, "far/count-500")
        silent = await calls.enter_async_context(them.calling())
        await silent.say(chat(asking("far/silent")))
        await them.busy_with(2)
        began = monotonic()
        for number in range(signals):
            if number:
                await them.stopping()  # two signals that come at once are one
            them.gateway.process.send_signal(signal.SIGTERM)
        said = await rest(stream)
        assert said.rstrip().rpartition(b"\n\n")[2].startswith(b'data: {"error":')
        assert b'"code":"gateway_stopping"' in said
        assert DONE not in said
        cut = await silent.reply()
        assert (cut.status, cut.code) == (503, "gateway_stopping")
        assert await ended(them) == 0
        assert (0.9 if signals == 1 else 0.0) < monotonic() - began < 10.0
        assert {(line["status"], line["problem"]) for line in them.lines()} == {(200, "gateway_stopping"), (503, "gateway_stopping")}
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
async def test_65_with_nothing_to_do_the_end_comes_at_once(tmp_path: Path, sig: signal.Signals) -> None:
    """Idle connections do not keep it, nor does a caller in the middle of its request."""
    async with crowd(tmp_path, grace=60) as them, them.calling() as idle, them.calling() as half:
        await half.say(b"POST /v1/ch")
        await idle.say(READY)
        await idle.reply()
        began = monotonic()
        them.gateway.process.send_signal(sig)
        assert await ended(them) == 0
        assert monotonic() - began < 10.0
        assert await idle.over() == b""


async def test_65_a_stop_under_load_breaks_no_reply(tmp_path: Path) -> None:
    """Callers who ask again and again get a whole answer or a clean refusal each time, until nobody is there any more."""
    async with crowd(tmp_path) as them:
        seen: list[int] = []
        halves: list[bytes] = []

        async def asks() -> None:
            async with them.calling() as caller:
                while True:
                    await caller.say(chat(asking(stream=bool(len(seen) % 2))))
                    try:
                        reply = await caller.reply()
                    except (asyncio.IncompleteReadError, ConnectionError) as error:
                        halves.append(getattr(error, "partial", b""))
                        return
                    assert reply.status in (200, 503)
                    seen.append(reply.status)
                    if reply.headers.get("connection") == "close":
                        return

        asking_all = [asyncio.ensure_future(asks()) for _ in range(20)]
        await asyncio.sleep(0.3)
        them.gateway.process.send_signal(signal.SIGTERM)
        await asyncio.gather(*asking_all)
        assert await ended(them) == 0
        assert seen.count(200) > 20
        assert not any(halves)
        assert len(them.lines()) == len(seen)
