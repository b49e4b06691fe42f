"""Gateways with limits, and callers who come to the end of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from tests.commanded import commanded
from tests.served import KEY, PATIENCE, Served, served

TOML = """
[models."mock/echo"]
price = {{ input = "1000.00", output = "2000.00" }}
[models."mock/lorem-5@100"]
price = {{ input = "1000.00", output = "2000.00" }}
[routes.cheap]
targets = ["mock/lorem-3"]
[keys.tests]
key = "env:TEST_KEY"
organization = "acme"
limits = [{limits}]
"""


def toml(*limits: str, more: str = "") -> str:
    """With these limits on the one key."""
    return TOML.format(limits=", ".join(f"{{ {limit} }}" for limit in limits)) + more


def question(text: str = "hello", **more: Any) -> dict[str, Any]:
    """A short answer is asked for: little is held."""
    return {"model": "mock/echo", "messages": [{"role": "user", "content": text}], "max_tokens": 20, **more}


def ask(gateway: Served, **more: Any) -> httpx.Response:
    """Once."""
    return httpx.post(
        f"{gateway.url}/v1/chat/completions", json=question(**more), headers=gateway.headers, trust_env=False, timeout=PATIENCE
    )


def usage(gateway: Served) -> list[dict[str, Any]]:
    """What its caller is told of its limits."""
    end = time.monotonic() + PATIENCE
    while True:
        reply = httpx.get(f"{gateway.url}/v1/usage", headers=gateway.headers, trust_env=False, timeout=PATIENCE)
        if reply.status_code != 503 or time.monotonic() > end:  # a busy machine takes its time to say what was spent before
            break
    assert reply.status_code == 200, reply.text
    data: list[dict[str, Any]] = reply.json()["data"]
    return data


def serving(folder: Path, text: str) -> Any:
    """A gateway."""
    return served(folder, text, environment={"TEST_KEY": KEY})


async def at_once(gateways: Served | Sequence[Served], calls: int, **more: Any) -> Counter[int]:
    """So many, by statuses, of each gateway in turn; every other one streamed, some of them left in the midst."""
    statuses: Counter[int] = Counter()
    asked = [gateways] if isinstance(gateways, Served) else gateways
    async with httpx.AsyncClient(headers=asked[0].headers, timeout=PATIENCE, trust_env=False) as client:

        async def one(number: int) -> None:
            body = question(f"hello {number}", stream=number // len(asked) % 2 == 0, **more)
            async with client.stream("POST", f"{asked[number % len(asked)].url}/v1/chat/completions", json=body) as reply:
                statuses[reply.status_code] += 1
                if number % 10:
                    await reply.aread()

        await asyncio.gather(*map(one, range(calls)))
    return statuses


def booked(folder: Path, **environment: str) -> Decimal:
    """What the ledger says that all of it cost."""
    said = commanded(folder, "usage", "summary", "--json", environment={"TEST_KEY": KEY, **environment})
    assert said.returncode == 0, said.stderr
    return Decimal(json.loads(said.stdout)["cost_usd"])


def until_over(gateway: Served) -> list[dict[str, Any]]:
    """Callers who left are noticed a moment later."""
    end = time.monotonic() + PATIENCE
    while True:
        found = usage(gateway)
        if not any(Decimal(str(limit["held"])) for limit in found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.05)
