"""Where Redis is."""

from __future__ import annotations

import pytest

from config.redis import Redis
from tests.tables import faults, loaded

SAID = 'must be "redis://host:port/number", "rediss://…" or "unix:///path"'


@pytest.mark.parametrize(
    "url",
    [
        "",
        "redis://127.0.0.1:6379",
        "redis://127.0.0.1:6379/0",
        "rediss://db.example/1?ssl_cert_reqs=none",
        "redis://[::1]:1/",
        "unix:///run/redis.sock?db=1",
    ],
)
def test_an_address_is_taken_as_it_is(url: str) -> None:
    """Or found where a reference says, with its password."""
    assert loaded(f'[store]\nredis = "{url}"').redis == Redis(url)
    if url:
        assert loaded('[store]\nredis = "env:REDIS_URL"', {"REDIS_URL": url}).redis == Redis(url)


def test_it_is_never_shown() -> None:
    """Neither its password nor where it is."""
    snapshot = loaded('[store]\nredis = "env:REDIS_URL"', {"REDIS_URL": "redis://:hush@db.example:6379/0"})
    assert snapshot.redis.url == "redis://:hush@db.example:6379/0"
    assert "hush" not in repr(snapshot)
    assert repr(Redis()) == "Redis()"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:6379", "http://127.0.0.1", "redis://", "redis:///0", "redis://a b", "redis://host/zero", "memcached://x"]
)
def test_what_cannot_be_one_is_a_fault(url: str) -> None:
    """By its key, without repeating it."""
    assert faults(f'[store]\nredis = "{url}"') == [f"gateway.toml:2: store.redis: {SAID}"]


def test_a_reference_to_nothing_is_a_fault() -> None:
    """A gateway that should share must not start alone."""
    (fault,) = faults('[store]\nredis = "env:REDIS_URL"')
    assert fault.endswith("store.redis: the environment variable REDIS_URL is not set")
