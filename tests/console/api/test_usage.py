"""/api/usage, over a real socket: what operators are told, and what they are told when it cannot be."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from console.api.usage import Usage
from proxy.edge.doors import Doors
from proxy.edge.operators import Operators
from proxy.observe.log import Log
from records.database import Database, Patience, ready
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.summary import BY
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON, made
from tests.edge import edge
from tests.holding import holding

TOKEN = "an-operators-token-0123456789"
NOW = NOON + HOUR


def entries() -> list[Entry]:
    """Some, of two organizations."""
    return [
        *(made(number, key="ci" if number % 2 else "web", tags={"team": "blue"} if number % 3 else {}) for number in range(20)),
        made(30, organization="beta", status=502, problem="provider_failed", cost=0, charged=0, target="groq/llama", provider="groq"),
        made(31, at=NOON - 40 * DAY),
        made(1, revision=1, at=NOON + HOUR // 2, cost=-200, charged=-220, why="price"),
    ]


class Api:
    """One that is served, and an operator who asks it."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self.client = client
        self.url = url

    async def ask(self, path: str, token: str = TOKEN, **query: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.client.get(f"{self.url}/api/usage/{path}", params=query, headers=headers)

    async def told(self, path: str, **query: str) -> Any:
        reply = await self.ask(path, **query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def refused(self, path: str, **query: str) -> tuple[int, str, str | None, str]:
        reply = await self.ask(path, **query)
        body = reply.json()
        assert body["request_id"] == reply.headers["x-request-id"]
        return reply.status_code, body["error"]["code"], body["error"]["param"], body["error"]["message"]


@pytest.fixture
async def api(database: Database) -> AsyncIterator[Api]:
    """Over both kinds of database."""
    booking = Booking(database)
    await booking.add(entries())
    await booking.close()
    async with served(database) as api:
        yield api


@asynccontextmanager
async def served(database: Database) -> AsyncIterator[Api]:
    """The API of this database."""
    held = holding('[admin]\ntoken = "env:ADMIN"\n', {"ADMIN": TOKEN})
    operators = Operators(held, lambda: "req_7", Log(io.BytesIO()), asyncio.get_running_loop().time)
    doors = Doors(operators.doors(Usage(database, lambda: NOW / 1e6).answers()), {}, held, lambda: "req_8")
    async with edge(doors) as running, httpx.AsyncClient(trust_env=False) as client:
        yield Api(client, f"http://127.0.0.1:{running.port}")


async def test_a_summary_says_what_was_used_and_what_it_cost(api: Api) -> None:
    """Of the last thirty days, unless one says otherwise."""
    told = await api.told("summary")
    assert (told["object"], told["since"], told["until"]) == ("usage.summary", "2025-10-22T13:00:00Z", "2025-11-21T13:00:00Z")
    assert (told["requests"], told["attempts"], told["errors"], told["corrections"]) == (20, 21, 1, 1)
    assert told["cost_usd"] == "0.0000198"
    assert told["usage"]["input"] == 21 * 100 + 100
    assert (await api.told("summary", since="2025-01-01"))["requests"] == 21
    assert (await api.told("summary", key="ci", since="24h"))["requests"] == 10
    assert (await api.told("summary", key="nobody"))["requests"] == 0


async def test_it_is_told_by_everything_that_tells_entries_apart(api: Api) -> None:
    """The dearest first."""
    assert [one["name"] for one in (await api.told("by-model"))["data"]] == ["openai/gpt-4o", "groq/llama"]
    assert {one["name"]: one["requests"] for one in (await api.told("by-tag"))["data"]} == {"team=blue": 13}
    for by in BY:
        told = await api.told(f"by-{by}", limit="1")
        assert (told["by"], len(told["data"])) == (by, 1)
        assert told["has_more"] is (len((await api.told(f"by-{by}"))["data"]) > 1)


async def test_a_timeseries_has_every_step(api: Api) -> None:
    """Hours of a day, days of a month."""
    hours = await api.told("timeseries", since="2025-11-21", until="2025-11-21T15:00:00Z")
    assert (hours["step"], len(hours["data"])) == ("hour", 15)
    assert [one["attempts"] for one in hours["data"]] == [*([0] * 12), 21, 0, 0]
    days = await api.told("timeseries")
    assert (days["step"], days["data"][-1]["start"], days["data"][-1]["attempts"]) == ("day", "2025-11-21T00:00:00Z", 21)


async def test_requests_are_told_page_by_page(api: Api) -> None:
    """By the cursor that came with the page before."""
    first = await api.told("requests", limit="15")
    second = await api.told("requests", limit="15", cursor=first["next_cursor"])
    assert (first["has_more"], second["has_more"], second["next_cursor"]) == (True, False, None)
    assert [entry["at"] for entry in first["data"] + second["data"]] == sorted(
        (e["at"] for e in first["data"] + second["data"]), reverse=True
    )
    assert len({(e["request_id"], e["attempt"], e["revision"]) for e in first["data"] + second["data"]}) == 22
    (failed,) = (await api.told("requests", status="5xx"))["data"]
    assert (failed["problem"], failed["provider"]) == ("provider_failed", "groq")


async def test_an_export_is_all_of_it_in_both_forms(api: Api) -> None:
    """In the order of time, and what it adds up to is the summary."""
    reply = await api.ask("export", format="ndjson", since="2025-01-01")
    assert reply.headers["content-type"] == "application/x-ndjson"
    rows = [orjson.loads(line) for line in reply.content.splitlines()]
    assert len(rows) == len(entries())
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    reply = await api.ask("export", since="2025-01-01")
    assert reply.headers["content-disposition"] == 'attachment; filename="usage.csv"'
    table = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [row["request_id"] for row in table] == [row["request_id"] for row in rows]
    assert sum(int(row["cost_nanousd"]) for row in table) == 20_800
    assert (await api.told("summary", since="2025-01-01"))["cost_usd"] == "0.0000208"
    empty = await api.ask("export", key="nobody")
    assert (empty.status_code, len(empty.text.splitlines())) == (200, 1)
    assert (await api.ask("export", key="nobody", format="ndjson")).content == b""


async def test_who_asks_for_the_head_gets_no_body(api: Api) -> None:
    """Of an export, too."""
    for path in ("summary", "export"):
        reply = await api.client.head(f"{api.url}/api/usage/{path}", headers={"authorization": f"Bearer {TOKEN}"})
        assert (reply.status_code, reply.content) == (200, b"")
        assert ("content-length" in reply.headers) is (path == "summary")
    assert (await api.told("summary"))["requests"] == 20  # by the same connection


async def test_where_nothing_is_asked_the_error_has_a_name_too(api: Api) -> None:
    """In the head and in the body, as docs/usage.md says of each."""
    assert (await api.refused("by-foo"))[:2] == (404, "unknown_url")
    reply = await api.client.post(f"{api.url}/api/usage/summary")
    assert (reply.status_code, reply.json()["request_id"]) == (405, reply.headers["x-request-id"])


@pytest.mark.parametrize(
    ("path", "query", "param"),
    [
        ("summary", {"modle": "x"}, "modle"),
        ("summary", {"since": "soon"}, "since"),
        ("summary", {"limit": "5"}, "limit"),
        ("by-key", {"limit": "1001"}, "limit"),
        ("by-key", {"until": "40d"}, "until"),
        ("timeseries", {"step": "week"}, "step"),
        ("timeseries", {"until": "2300-01-01"}, "until"),
        ("timeseries", {"since": "2010-01-01"}, "since"),
        ("requests", {"cursor": "x"}, "cursor"),
        ("requests", {"limit": "501"}, "limit"),
        ("requests", {"status": "good"}, "status"),
        ("export", {"format": "xlsx"}, "format"),
        ("export", {"model": "gpt-4o"}, "model"),
    ],
)
async def test_what_is_wrong_is_named(api: Api, path: str, query: dict[str, str], param: str) -> None:
    """As everywhere in the gateway."""
    status, code, named, message = await api.refused(path, **query)
    assert (status, code, named) == (400, "invalid_request", param)
    assert message.startswith(f"{param}: ")


async def test_a_database_that_is_away_is_told_at_once(empty_url: str) -> None:
    """And nothing else breaks: when it is back, it is asked again."""
    await ready(empty_url)
    away = Database.open("postgresql://nobody@127.0.0.1:9/ledger", Patience(connecting=1.0))
    async with served(away) as api:
        for path in ("summary", "by-model", "timeseries", "requests", "export"):
            status, code, _, message = await api.refused(path)
            assert (status, code) == (503, "store_unavailable")
            assert "127.0.0.1:9/ledger" in message
    await away.close()


async def test_a_database_without_our_tables_is_not_a_fault_of_ours(empty_url: str) -> None:
    """The gateway makes them when it reaches it."""
    database = Database.open(empty_url)
    if database.kind == "sqlite":
        database.place.path.touch()
    async with served(database) as api:
        status, code, _, message = await api.refused("summary")
        assert (status, code) == (503, "store_unavailable")
        assert "tables" in message
    await database.close()


async def test_who_leaves_in_the_middle_of_an_export_ends_it(api: Api, database: Database) -> None:
    """And nothing of it is left."""
    async with api.client.stream("GET", f"{api.url}/api/usage/export", headers={"authorization": f"Bearer {TOKEN}"}) as reply:
        assert reply.status_code == 200
    assert (await api.told("summary"))["requests"] == 20
