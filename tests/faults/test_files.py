"""FAULTS 69, as a gateway meets it that may have few files open at once: nobody is hung up on, and it goes on by itself."""

from __future__ import annotations

import asyncio
import json
import os
import resource
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.caller import Caller, calling, request
from tests.mock_listening import listening
from tests.served import KEY, Served, served

FILES = 80
MANY = 120  # callers: more than there are files
PATIENCE = 20.0
SHORT, AGAIN = "open files run short, new callers wait", "new callers are taken in again"
TOML = """
[providers.far]
wire = "openai_chat"
base_url = "http://127.0.0.1:{port}/v1"
[keys.tests]
key = "env:TEST_KEY"
"""
ASKED = json.dumps({"model": "far/echo", "messages": [{"role": "user", "content": "hello"}]}).encode()
ASKING = request("POST", "/v1/chat/completions", ASKED, f"authorization: Bearer {KEY}")

pytestmark = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can change the limits of another process")


@asynccontextmanager
async def few_files(folder: Path) -> AsyncIterator[Served]:
    """A gateway that may have few, before a provider."""
    async with listening() as port:
        with served(folder, TOML.format(port=port), environment={"TEST_KEY": KEY}, files=FILES) as gateway:
            yield gateway


async def until(true: Callable[[], bool]) -> None:
    """Wait for what must come to be."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  another process says nothing when it comes to be
            await asyncio.sleep(0.02)


def told(gateway: Served) -> list[dict[str, Any]]:
    """The lines of its log that are not about a request."""
    lines = [json.loads(line) for line in gateway.log.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    return [line for line in lines if line["event"] != "request"]


def events(gateway: Served) -> list[str]:
    """What they are about."""
    return [str(line["event"]) for line in told(gateway)]


async def answered(caller: Caller) -> int:
    """The status of what a caller asked."""
    async with asyncio.timeout(PATIENCE):
        return (await caller.reply()).status


async def come(gateway: Served, callers: AsyncExitStack) -> Caller:
    """One more, who has not asked anything yet."""
    return await callers.enter_async_context(calling(int(gateway.url.rpartition(":")[2])))


async def test_those_for_whom_there_is_no_file_wait(tmp_path: Path) -> None:
    """Who came before is served, with a connection to the provider, and a changed file is still read; then the others are."""
    async with few_files(tmp_path) as gateway, AsyncExitStack() as late:
        async with AsyncExitStack() as early:
            first = await come(gateway, early)
            rest = [await come(gateway, early) for _ in range(MANY - 1)]
            waiting = [await come(gateway, late) for _ in range(10)]
            await until(lambda: SHORT in events(gateway))
            assert len(os.listdir(f"/proc/{gateway.process.pid}/fd")) < FILES  # noqa: PTH208  names are numbers
            await first.say(ASKING)
            assert await answered(first) == 200
            (tmp_path / "gateway.toml").write_text((tmp_path / "gateway.toml").read_text() + "[log]\nrequests = false\n")
            await until(lambda: "configuration reloaded" in events(gateway))
            for caller in (rest[-1], *waiting):
                await caller.say(ASKING)
            assert AGAIN not in events(gateway)
        assert [await answered(caller) for caller in waiting] == [200] * len(waiting)
        await until(lambda: AGAIN in events(gateway))
        assert [(line["level"], line["limit"]) for line in told(gateway) if line["event"] == SHORT] == [("warning", FILES)]
        assert events(gateway) == ["ready", SHORT, "configuration reloaded", AGAIN]


async def test_a_system_that_has_nothing_left_is_recovered_from(tmp_path: Path) -> None:
    """The last file goes to somebody else, and the system ends the listening. A second later it has begun again."""
    async with few_files(tmp_path) as gateway, AsyncExitStack() as callers:
        pid = gateway.process.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        await come(gateway, callers)
        await until(lambda: SHORT in events(gateway))
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        await until(lambda: AGAIN in events(gateway))
        caller = await come(gateway, callers)
        await caller.say(ASKING)
        assert await answered(caller) == 200
        assert gateway.process.poll() is None
