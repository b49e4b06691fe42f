"""gateway.toml while callers come and go: however it is written, no call fails, and what was written last is what holds."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic

import httpx
import pytest

from config import load_snapshot
from tests.commanded import commanded
from tests.editing import WAYS, remove, save, write
from tests.served import KEY, Served, served

SOON = 2.0  # seconds: one is promised, a busy machine may take another. Most changes: a machine may also stand still for once
EVENTUALLY = 10.0  # where nothing is promised but that it comes
OTHER = "mb-another-key-for-tests-0123456789"
SECRETS = {"TEST_KEY": KEY, "OTHER_KEY": OTHER}
BASE = '[keys.tests]\nkey = "env:TEST_KEY"\n[routes.fast]\ntargets = ["mock/echo"]\n'
TWO_KEYS = f'{BASE}[keys.other]\nkey = "env:OTHER_KEY"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What is edited."""
    path = tmp_path / "gateway.toml"
    path.write_text(TWO_KEYS)
    return path


@pytest.fixture
def running(tmp_path: Path, file: Path) -> Iterator[Served]:
    """A gateway with two keys and a route."""
    assert file.exists()
    with served(tmp_path, environment=SECRETS) as gateway:
        yield gateway


def question(text: str = "hello", *, model: str = "fast", stream: bool = False) -> dict[str, object]:
    """What a caller asks."""
    return {"model": model, "stream": stream, "messages": [{"role": "user", "content": text}]}


def ask(running: Served, key: str = KEY) -> httpx.Response:
    """One question, one answer."""
    return httpx.post(f"{running.url}/v1/chat/completions", json=question(), headers={"authorization": f"Bearer {key}"})


def readyz(running: Served) -> httpx.Response:
    """What an operator's probe sees."""
    return httpx.get(f"{running.url}/readyz")


def reload_ok(running: Served) -> bool:
    """What a chart shows."""
    return "\nmodelbridge_config_reload_ok 1\n" in httpx.get(f"{running.url}/metrics").text


def serving(running: Served, hash: str) -> bool:
    """Does this configuration hold?"""
    return ask(running).headers["x-modelbridge-config"] == hash


def hash_of(file: Path) -> str:
    """What the file means, read as the gateway reads it."""
    return load_snapshot(file, SECRETS).hash


def told(running: Served, event: str) -> list[dict[str, str]]:
    """Lines of the log."""
    lines = [json.loads(line) for line in running.log.read_text().splitlines() if line.endswith("}")]
    return [line for line in lines if line["event"] == event]


async def until(condition: Callable[[], bool], within: float = EVENTUALLY) -> None:
    """Wait for it to be so."""
    end = monotonic() + within
    while not await asyncio.to_thread(condition):
        assert monotonic() < end, f"not within {within} s"
        await asyncio.sleep(0.01)


@dataclass
class Callers:
    """They ask and ask, whole and streamed, until they are told to stop; every answer must be right."""

    running: Served
    asked: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)  # configurations that served them
    stop: bool = False

    async def run(self) -> None:
        """Four of them."""
        async with httpx.AsyncClient(base_url=self.running.url, headers=self.running.headers, timeout=EVENTUALLY) as client:
            await asyncio.gather(self._whole(client), self._whole(client), self._streamed(client), self._streamed(client))

    async def _whole(self, client: httpx.AsyncClient) -> None:
        while not self.stop:
            reply = await client.post("/v1/chat/completions", json=question(f"hello {self.asked}"))
            self._note(reply, reply.status_code == 200 and '"content":"hello ' in reply.text)

    async def _streamed(self, client: httpx.AsyncClient) -> None:
        while not self.stop:
            async with client.stream("POST", "/v1/chat/completions", json=question(stream=True)) as reply:
                await reply.aread()
            self._note(reply, reply.status_code == 200 and '"finish_reason":"stop"' in reply.text and reply.text.endswith("[DONE]\n\n"))

    def _note(self, reply: httpx.Response, good: bool) -> None:
        self.asked += 1
        self.seen.add(reply.headers["x-modelbridge-config"])
        if not good:
            self.wrong[f"{reply.status_code}: {reply.text[-300:]}"] += 1


async def test_a_hundred_edits_in_ten_seconds_under_load(running: Served, file: Path) -> None:
    """No call fails, edit after edit holds, and the last one is live."""
    callers = Callers(running)
    load = asyncio.create_task(callers.run())
    began = monotonic()
    for number in range(100):
        await save(WAYS[number % len(WAYS)], file, f"{BASE}[routes.extra-{number}]\ntargets = ['mock/echo']\n")
        if number % 10 == 8:  # many at once, then nothing for a while
            await asyncio.sleep(began + number / 10 + 0.2 - monotonic())
    last = hash_of(file)
    await until(lambda: last in callers.seen)
    callers.stop = True
    await load
    assert callers.wrong == {}
    assert callers.asked > 500
    assert len(callers.seen) > 5
    assert readyz(running).json()["config"]["hash"] == last


async def test_however_it_is_saved_it_holds_within_a_second(running: Served, file: Path) -> None:
    """And what stood there on the way never does: one edit is one change."""
    took: list[float] = []
    for seconds, way in enumerate(WAYS):
        await save(way, file, f"{TWO_KEYS}[server]\ngrace_seconds = {seconds}\n")
        saved = monotonic()
        await until(partial(serving, running, hash_of(file)))
        took.append(monotonic() - saved)
    assert median(took) < SOON
    await until(lambda: len(told(running, "configuration reloaded")) == len(WAYS))
    assert told(running, "configuration is broken, the one before serves on") == []


async def test_check_and_readyz_and_replies_show_the_same_hash(running: Served, file: Path, tmp_path: Path) -> None:
    """Though this gateway listens elsewhere than the file says."""
    shown = re.findall(r"configuration +(\w+)", commanded(tmp_path, "check", environment=SECRETS).stdout)
    assert shown == [hash_of(file)]
    assert readyz(running).json()["config"]["hash"] == shown[0]
    assert ask(running).headers["x-modelbridge-config"] == shown[0]


async def test_a_broken_file_changes_nothing_and_is_told_everywhere(running: Served, file: Path) -> None:
    """The log, /readyz and a metric: file, line, key, and what would be right. Callers notice nothing."""
    before = hash_of(file)
    write(file, f"{BASE}[server]\nprot = 1\n")
    await until(lambda: not reload_ok(running))
    state = readyz(running)
    fault = "gateway.toml:6: server.prot: there is no such setting (did you mean `port`?)"
    assert state.status_code == 200
    assert (state.json()["config"]["ok"], state.json()["config"]["faults"]) == (False, [fault])
    assert ask(running, OTHER).headers["x-modelbridge-config"] == before
    await until(lambda: [line["fault"] for line in told(running, "configuration is broken, the one before serves on")] == [fault])
    write(file, BASE)
    await until(lambda: reload_ok(running))
    assert readyz(running).json()["config"]["faults"] == []
    assert ask(running).headers["x-modelbridge-config"] == hash_of(file) != before


async def test_a_file_that_is_deleted_changes_nothing(running: Served, file: Path) -> None:
    """Until it is back."""
    before = hash_of(file)
    remove(file)
    await until(lambda: readyz(running).json()["config"]["faults"] == ["gateway.toml: there is no such file"])
    assert ask(running).headers["x-modelbridge-config"] == before
    write(file, BASE)
    await until(lambda: ask(running).headers["x-modelbridge-config"] == hash_of(file))


async def test_a_key_that_is_taken_out_is_refused(running: Served, file: Path) -> None:
    """But what it asked before is answered to the end."""
    headers = {"authorization": f"Bearer {OTHER}"}
    async with httpx.AsyncClient(base_url=running.url, headers=headers) as client:
        asked = question(model="mock/lorem-60@40", stream=True)
        async with client.stream("POST", "/v1/chat/completions", json=asked) as reply:
            assert reply.status_code == 200
            write(file, BASE)
            await until(lambda: ask(running, OTHER).status_code == 401)
            text = (await reply.aread()).decode()
    assert text.endswith("data: [DONE]\n\n")
    assert ask(running).status_code == 200


async def test_a_signal_asks_for_a_look(running: Served, file: Path) -> None:
    """At once, and it is answered also when there is nothing new."""
    running.process.send_signal(signal.SIGHUP)
    await until(lambda: len(told(running, "configuration unchanged")) == 1)
    write(file, BASE)
    running.process.send_signal(signal.SIGHUP)
    await until(lambda: [line["changed"] for line in told(running, "configuration reloaded")] == ["-key other"])
    assert ask(running, OTHER).status_code == 401


async def test_what_needs_a_restart_is_named(running: Served, file: Path) -> None:
    """And what does not holds at once: the rest of the edit, too."""
    write(file, f'{BASE}[server]\nexchange = "httpx"\n[log]\ndestination = "elsewhere.log"\nrequests = false\n')
    await until(lambda: len(told(running, "a changed setting needs a restart")) == 2)
    assert [line["setting"] for line in told(running, "a changed setting needs a restart")] == ["log.destination", "server.exchange"]
    assert ask(running, OTHER).status_code == 401
    assert ask(running).status_code == 200
    assert running.stop() == 0
    assert told(running, "request") == []
