"""What was used, from callers to the operator: a real gateway with its ledger."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import orjson

from tests.commanded import commanded
from tests.served import BARE, KEY, PATIENCE, ROOT, Served, served

TOKEN = "an-operators-token-0123456789"
TOML = """
[admin]
token = "env:ADMIN"
[keys.tests]
key = "env:TEST_KEY"
organization = "acme"
[models."mock/echo"]
price = { input = "1.00", output = "2.00" }
"""
SECRETS = {"ADMIN": TOKEN, "TEST_KEY": KEY}
QUESTION = {"model": "mock/echo", "messages": [{"role": "user", "content": "hello there"}]}


def told(gateway: Served, path: str, **query: str) -> Any:
    """By the operator's token."""
    reply = httpx.get(f"{gateway.url}/api/usage/{path}", params=query, headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False)
    assert reply.status_code == 200, reply.text
    return reply


def until_booked(gateway: Served, attempts: int) -> dict[str, Any]:
    """Entries are in the journal when a reply ends, and in the database a moment later."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        summary: dict[str, Any] = told(gateway, "summary").json()
        if summary["attempts"] >= attempts:
            return summary
        time.sleep(0.05)
    raise AssertionError("nothing was booked")


def test_an_operator_sees_what_callers_used(tmp_path: Path) -> None:
    """Over HTTP while it runs, and by the command when it does not; the same figures."""
    with served(tmp_path, TOML, environment=SECRETS) as gateway:
        for stream in (False, True, False):
            asked = httpx.post(
                f"{gateway.url}/v1/chat/completions", json={**QUESTION, "stream": stream}, headers=gateway.headers, trust_env=False
            )
            assert asked.status_code == 200
        summary = until_booked(gateway, 3)
        lines = [orjson.loads(line) for line in told(gateway, "export", format="ndjson").content.splitlines()]
        by_organization = told(gateway, "by-organization").json()["data"]
        assert httpx.get(f"{gateway.url}/api/usage/summary", headers=gateway.headers, trust_env=False).status_code == 401
        assert gateway.stop() == 0
    assert (summary["requests"], summary["streamed"], len(lines)) == (3, 1, 3)
    assert [line["status"] for line in lines] == [200, 200, 200]
    assert sum(line["cost_nanousd"] for line in lines) == round(float(summary["cost_usd"]) * 1e9) > 0
    assert sum(line["input"] for line in lines) == summary["usage"]["input"] > 0
    assert [(one["name"], one["cost_usd"]) for one in by_organization] == [("acme", summary["cost_usd"])]
    ended = commanded(tmp_path, "usage", "--json", environment=SECRETS)
    assert orjson.loads(ended.stdout)["cost_usd"] == summary["cost_usd"]


def test_what_only_operators_need_is_loaded_when_they_ask() -> None:
    """A gateway is ready before, and small without."""
    program = "import sys, gateway; print([name for name in ('sqlalchemy', 'sqlmodel', 'alembic', 'asyncpg') if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=BARE, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert loaded.stdout == "[]\n"
