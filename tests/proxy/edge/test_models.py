"""GET /v1/models: what this caller may ask for."""

from __future__ import annotations

import io
from time import monotonic
from typing import Any

import orjson
import pytest

from proxy.edge.models import Models
from proxy.edge.reception import Reception
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from tests.holding import KEY, holding
from tests.visits import Notebook, visit

TOML = """
[keys.narrow]
key = "env:NARROW_KEY"
models = ["fast", "house/*"]
[keys.bare]
key = "env:BARE_KEY"
models = ["gpt-4o-mini"]
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
targets = ["anthropic/claude-sonnet-4-5"]
"""
NARROW, OLD = "mb-narrow-0123456789abcdefghijklmnopq", "mb-old-0123456789abcdefghijklmnopqrst"
BARE = "mb-bare-0123456789abcdefghijklmnopqrst"
SECRETS = {"NARROW_KEY": NARROW, "OLD_KEY": OLD, "BARE_KEY": BARE, "OPENAI_API_KEY": "the-providers-own"}


async def ask(path: str = "/v1/models", key: str = KEY) -> tuple[int, Any]:
    """Status and body."""
    status, body, _ = await asked(path, key)
    return status, body


async def asked(path: str, key: str) -> tuple[int, Any, dict[str, Any]]:
    """Status, body, and the line in the log."""
    line, held, out = Notebook(), holding(TOML, SECRETS), io.BytesIO()
    log = Log(out)
    watch = Watch(log, Metrics("0", log.lines), monotonic)
    models = Models(Reception(Authenticate(lambda: 1.8e9), held, watch, lambda: "req_7"))
    await models(visit(line, "GET", path, [(b"x-api-key", key.encode())] if key else []))
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert b"x-request-id: req_7\r\n" in head
    assert watch.metrics.in_flight == 0
    return int(head.split()[1]), orjson.loads(body), orjson.loads(out.getvalue())


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
    assert not [name for name in listed if name.startswith("anthropic/")]
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


async def test_a_bare_name_is_shown_to_who_may_use_only_that() -> None:
    """The list has what the key can ask for, in the words it may use."""
    assert await names(BARE) == ["gpt-4o-mini"]
    assert (await ask("/v1/models/gpt-4o-mini", BARE))[1]["owned_by"] == "openai"
    assert (await ask("/v1/models/gpt-4o-mini"))[1]["id"] == "gpt-4o-mini"
    assert (await ask("/v1/models/gpt-4o", BARE))[0] == 404


@pytest.mark.parametrize(("key", "status", "name"), [(BARE, 200, "bare"), ("mb-guessed", 401, None)])
async def test_each_look_has_its_line(key: str, status: int, name: str | None) -> None:
    """So that guessing at keys is seen."""
    _, _, line = await asked("/v1/models", key)
    assert (line["event"], line["request_id"], line["status"], line["key"]) == ("request", "req_7", status, name)
