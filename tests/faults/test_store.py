"""Redis is killed while the gateway runs, and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openai
import pytest
from openai import OpenAI

from tests.redis_server import RedisServer, started
from tests.served import KEY, Served, served

TOML = '[keys.tests]\nkey = "env:TEST_KEY"\n[store]\nredis = "env:REDIS"\n'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """One that may be killed."""
    with started(tmp_path) as running:
        yield running


@pytest.fixture
def pair(tmp_path: Path, server: RedisServer) -> Iterator[tuple[Served, Served]]:
    """Two gateways that share it."""
    environment = {"TEST_KEY": KEY, "REDIS": server.url}
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    with served(folders[0], TOML, environment=environment) as one, served(folders[1], TOML, environment=environment) as other:
        yield one, other


def client(gateway: Served) -> OpenAI:
    """Of one of them."""
    return OpenAI(base_url=f"{gateway.url}/v1", api_key=KEY, max_retries=0, timeout=20)


def test_calls_go_on_without_redis(pair: tuple[Served, Served], server: RedisServer) -> None:
    """What one gateway keeps the other finds. While Redis is dead only who asks for what is in it is refused, as something that passes."""
    with client(pair[0]) as one, client(pair[1]) as other:
        first = one.responses.create(model="mock/echo", input="one")
        assert other.responses.retrieve(first.id).output_text == "one"
        server.kill()
        assert one.responses.create(model="mock/echo", input="two").output_text == "two"
        assert one.chat.completions.create(model="mock/echo", messages=[{"role": "user", "content": "x"}]).choices[0].message.content == "x"
        asks: list[Callable[[], object]] = [
            lambda: one.responses.retrieve(first.id),
            lambda: one.responses.create(model="mock/echo", previous_response_id=first.id),
        ]
        for asking in asks:
            with pytest.raises(openai.InternalServerError) as refused:
                asking()
            assert (refused.value.status_code, refused.value.code) == (503, "store_unavailable")
        server.start()
        time.sleep(1.1)  # for so long nobody asks it
        kept = one.responses.create(model="mock/echo", input="three")
        assert other.responses.retrieve(kept.id).output_text == "three"
    pair[0].stop()
    log = pair[0].log.read_text()
    assert (log.count("the store does not answer"), log.count("the store answers again")) == (1, 1)
