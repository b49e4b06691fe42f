"""GET /v1/models: what this caller may ask for."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from proxy.edge.models import Models
from proxy.stages.authenticate import Authenticate
from tests.holding import KEY, holding
from tests.visits import Notebook, visit

TOML = """
[keys.narrow]
key = "env:NARROW_KEY"
models = ["fast", "house/*"]
[keys.old]
key = "env:OLD_KEY"
expires = 2020-01-01T00:00:00Z
[providers.house]
wire = "openai_chat"
base_url = "http://127.0.0.1:9/v1"
[models."house/small"]
context = 8000
[routes.fast]
targets = ["mock/echo", "house/small"]
[routes.off]
targets = ["openai/gpt-4o"]
"""
NARROW, OLD = "mb-narrow-0123456789abcdefghijklmnopq", "mb-old-0123456789abcdefghijklmnopqrst"


async def ask(path: str = "/v1/models", key: str = KEY) -> tuple[int, Any]:
    """Status and body."""
    line, held = Notebook(), holding(TOML, {"NARROW_KEY": NARROW, "OLD_KEY": OLD})
    await Models(Authenticate(lambda: 1.8e9), held)(visit(line, "GET", path, [(b"x-api-key", key.encode())] if key else []))
    head, _, body = line.written.partition(b"\r\n\r\n")
    return int(head.split()[1]), orjson.loads(body)


async def names(key: str) -> list[str]:
    """What is listed."""
    status, listed = await ask(key=key)
    assert (status, listed["object"]) == (200, "list")
    assert all(entry["object"] == "model" and isinstance(entry["created"], int) and entry["owned_by"] for entry in listed["data"])
    return [entry["id"] for entry in listed["data"]]


async def test_routes_come_first_then_models_of_providers_that_are_on() -> None:
    """A route nothing can serve, and a provider without a key, are not offered."""
    listed = await names(KEY)
    assert listed[0] == "fast"
    assert {"mock/echo", "house/small"} <= set(listed)
    assert "off" not in listed
    assert not [name for name in listed if name.startswith("openai/")]
    assert len(listed) == len(set(listed))


async def test_a_key_sees_what_it_may_use() -> None:
    """Nothing else, also when it asks by name."""
    assert await names(NARROW) == ["fast", "house/small"]
    assert (await ask("/v1/models/mock/echo", NARROW))[0] == 404


@pytest.mark.parametrize("name", ["fast", "house/small", "mock/echo"])
async def test_each_can_be_asked_for_by_its_name(name: str) -> None:
    """Slashes and all."""
    status, entry = await ask(f"/v1/models/{name}")
    assert (status, entry["id"]) == (200, name)
    assert entry.get("context_window") == (8000 if name == "house/small" else entry.get("context_window"))


async def test_a_name_is_unquoted_once() -> None:
    """The connection has done it."""
    status, error = await ask("/v1/models/mock%2Fecho")
    assert (status, error["error"]["code"], error["error"]["param"]) == (404, "model_not_found", "model")


@pytest.mark.parametrize("key", ["", "mb-unknown", OLD, "mb-\u00fc"])
async def test_nobody_else_sees_anything(key: str) -> None:
    """No key, an unknown one, an expired one."""
    status, error = await ask(key=key)
    assert (status, error["error"]["code"]) == (401, "invalid_api_key")
