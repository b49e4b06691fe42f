"""/v1/responses/{id}: what was answered before."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from msgspec.structs import replace
from openai.types.responses import Response, ResponseItemList

from proxy.edge.reception import Reception
from proxy.edge.stored import Stored
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.responses.archive import Archive
from proxy.stores.responses.record import Record
from tests.canned import Clock
from tests.holding import holding
from tests.made import key, snapshot
from tests.responses import HELLO, record, said
from tests.shelves import Down
from tests.visits import Notebook, visit
from translators import TRANSLATORS
from translators.canonical import ChatResponse, Choice, Text

ANSWER = ChatResponse(id="resp_1", model="m", choices=(Choice(parts=(Text("hi"),), reason="stop"),))
OBJECT = json.dumps(TRANSLATORS["openai_responses"].write_response(ANSWER)).encode()
FIRST = replace(record("resp_1"), response=OBJECT)
SECOND = record("resp_2", said("sunny", "msg_2"), before=("resp_1",), input=[{**HELLO, "content": "and?"}])


class World:
    """One endpoint, and what is behind it."""

    def __init__(self, shelf: Any = None) -> None:
        self.archive = Archive(shelf or MemoryShelf(Clock()))
        self.out = io.BytesIO()
        self.metrics = Metrics("1", Log(self.out).lines)
        watch = Watch(Log(self.out), self.metrics, Clock())
        holder = holding(snapshot(keys=[key("mb-ci", name="ci"), key("mb-other", name="other")]))
        self.stored = Stored(self.archive, Reception(Authenticate(Clock()), holder, watch, lambda: "req_1"))

    async def ask(self, method: str, path: str, *, secret: str = "mb-ci") -> tuple[int, Any]:
        """One visit."""
        line = Notebook()
        where, _, query = path.partition("?")
        asking = visit(line, method, f"/v1/responses/{where}", [(b"authorization", f"Bearer {secret}".encode())])
        asking.query = query.encode()
        await self.stored(asking)
        head, _, body = line.written.partition(b"\r\n\r\n")
        assert self.metrics.in_flight == 0
        assert b"x-modelbridge-request-id: req_1\r\n" in head + b"\r\n"
        return int(head.split()[1]), json.loads(body)

    @property
    def statuses(self) -> list[int]:
        return [json.loads(line)["status"] for line in self.out.getvalue().splitlines()]


async def filled(*records: Record) -> World:
    world = World()
    for each in records:
        await world.archive.keep("ci", each, 60)
    return world


async def test_a_response_is_given_as_it_was() -> None:
    """With the one that it goes on from. The official types read it."""
    world = await filled(FIRST, SECOND)
    status, body = await world.ask("GET", "resp_1")
    assert (status, body) == (200, json.loads(OBJECT) | {"store": True, "previous_response_id": None})
    assert Response.model_validate(body).output_text == "hi"
    assert (await world.ask("GET", "resp_2"))[1]["previous_response_id"] == "resp_1"
    assert world.statuses == [200, 200]


async def test_its_input_is_all_it_was_made_from() -> None:
    """The turns before included, the newest first."""
    world = await filled(FIRST, SECOND)
    status, body = await world.ask("GET", "resp_2/input_items?limit=2")
    page = ResponseItemList.model_validate(body)
    assert (status, [item.type for item in page.data], page.has_more) == (200, ["message", "message"], True)
    status, body = await world.ask("GET", "resp_2/input_items?order=asc")
    assert [item["content"][0]["text"] for item in body["data"]] == ["hello", "hi", "and?"]


async def test_a_deleted_response_is_gone() -> None:
    """Also as something to go on from."""
    world = await filled(FIRST)
    assert await world.ask("DELETE", "resp_1") == (200, {"id": "resp_1", "object": "response", "deleted": True})
    for method, path in (("GET", "resp_1"), ("DELETE", "resp_1"), ("GET", "resp_1/input_items")):
        status, body = await world.ask(method, path)
        assert (status, body["error"]["code"]) == (404, "response_not_found")
        assert body["error"]["message"] == "Response with id 'resp_1' not found."
    assert world.statuses == [200, 404, 404, 404]


@pytest.mark.parametrize(("method", "path"), [("GET", "resp_1"), ("DELETE", "resp_1"), ("GET", "resp_1/input_items")])
async def test_another_keys_response_is_not_there(method: str, path: str) -> None:
    """And nobody's without a key."""
    world = await filled(FIRST)
    assert (await world.ask(method, path, secret="mb-other"))[0] == 404
    assert (await world.ask(method, path, secret="mb-who"))[0] == 401
    assert (await world.ask("GET", "resp_1"))[0] == 200


ODD = [
    ("GET", "resp_1?stream=true", 400, "stream"),
    ("GET", "resp_1/input_items?limit=0", 400, "limit"),
    ("POST", "resp_1/cancel", 400, None),
    ("GET", "resp_1/output", 404, None),
    ("POST", "resp_1", 404, None),
    ("GET", "resp_1/input_items/x", 404, None),
]


@pytest.mark.parametrize(("method", "path", "status", "param"), ODD)
async def test_what_cannot_be_done_is_said_clearly(method: str, path: str, status: int, param: str | None) -> None:
    """By name."""
    world = await filled(FIRST)
    told, body = await world.ask(method, path)
    assert (told, body["error"]["param"], world.statuses) == (status, param, [status])


async def test_one_that_runs_in_the_background_is_not_here() -> None:
    """What became of it, only its provider knows."""
    status, body = await (await filled(record("resp_1", finished=False))).ask("GET", "resp_1")
    assert (status, "background" in body["error"]["message"]) == (404, True)


@pytest.mark.parametrize(("method", "path"), [("GET", "resp_1"), ("DELETE", "resp_1"), ("GET", "resp_1/input_items")])
async def test_a_store_that_is_down_is_said_to_be(method: str, path: str) -> None:
    """503, and it may be asked again."""
    status, body = await World(Down()).ask(method, path)
    assert (status, body["error"]["code"]) == (503, "store_unavailable")
