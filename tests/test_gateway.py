"""How it is put together."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from config import Holder
from gateway import build
from proxy.edge.endpoint import Endpoint
from proxy.edge.gateway import Gateway
from proxy.observe.log import Log
from proxy.stages.authenticate import Authenticate
from proxy.stages.authorise import authorise
from proxy.stages.book import book
from proxy.stages.exchange import AskTarget
from proxy.stages.limit import Limit
from proxy.stages.meter import Meter
from proxy.stages.read import read
from proxy.stages.remember import Remember
from proxy.stages.route import route
from proxy.stages.trace import Trace
from records.ledger.entry import Entry
from tests.asking import READ, WIRES, question
from tests.frames import dechunked, text
from tests.journals import everything
from tests.visits import Notebook, visit
from translators.canonical import Usage

KEY = "mb-a-key-for-tests-0123456789abcdef"
TOML = '[keys.tests]\nkey = "env:TEST_KEY"\n[routes.fast]\ntargets = ["mock/echo"]\n[models."mock/echo"]\nprice = {input = 1, output = 2}\n'


class Built:
    """One gateway, and its log."""

    def __init__(self, folder: Path) -> None:
        path = folder / "gateway.toml"
        path.write_text(f'{TOML}[store]\ndatabase = "sqlite:///{folder / "x.db"}"\njournal = "{folder / "journal"}"\n')
        self.out = io.BytesIO()
        environment = {"TEST_KEY": KEY}
        self.gateway: Gateway = build(Holder(path, environment, clock=lambda: 0.0), log=Log(self.out), environment=environment)

    async def ask(
        self, path: str, body: Any = None, *more: tuple[bytes, bytes], method: str = "POST", key: str = KEY
    ) -> tuple[int, dict[str, str], bytes]:
        """One visit: status, headers, body."""
        line = Notebook()
        headers = [*([(b"authorization", f"Bearer {key}".encode())] if key else []), *more]
        await self.gateway.doors(visit(line, method, path, headers, *([json.dumps(body).encode()] if body is not None else [])))
        assert line.whole
        assert self.gateway.metrics.in_flight == 0
        head, _, said = line.written.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        return int(first.split()[1]), dict(one.split(": ", 1) for one in rest), said

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    @property
    def entries(self) -> list[Entry]:
        assert self.gateway.keeping is not None
        return everything(self.gateway.keeping.intake.journal.folder)[0]


@pytest_asyncio.fixture
async def built(tmp_path: Path) -> AsyncIterator[Built]:
    """One that is put together, and taken apart."""
    made = Built(tmp_path)
    yield made
    for exchange in made.gateway.open:
        await exchange.close()
    assert made.gateway.keeping is not None
    made.gateway.keeping.intake.journal.close()


def asking(**fields: Any) -> dict[str, Any]:
    return {"model": "fast", "messages": [{"role": "user", "content": "hello, world"}], **fields}


def stages(answer: Any) -> list[Any]:
    """What a pipeline is made of, from the outside in."""
    found = []
    while isinstance(answer, partial):
        found.append(answer.func)
        answer = answer.keywords["next"]
    return [*found, answer]


async def test_the_stages_stand_in_the_order_a_call_meets_them(built: Built) -> None:
    """DESIGN §5: as far as they are built. The key is known before the body is read, the model before it is judged."""
    chat = built.gateway.doors._doors["/v1/chat/completions"]["POST"]
    assert isinstance(chat, Endpoint)
    kinds = [type(stage) if not hasattr(stage, "__name__") else stage for stage in stages(chat.run)]
    assert kinds == [Trace, Authenticate, read, authorise, route, book, Remember, Limit, Meter, AskTarget]


DOORS = [
    ("POST", "/v1/chat/completions", 200),
    ("GET", "/v1/models", 200),
    ("GET", "/v1/models/fast", 200),
    ("GET", "/v1/usage", 200),
    ("HEAD", "/v1/models", 200),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/metrics", 200),
    ("GET", "/v1/chat/completions", 405),
    ("POST", "/v1/models", 405),
    ("GET", "/", 404),
    ("POST", "/v1/embeddings", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), DOORS)
async def test_the_doors(built: Built, method: str, path: str, status: int) -> None:
    """All there are, and what is behind none."""
    assert (await built.ask(path, asking() if method == "POST" else None, method=method))[0] == status


WAYS = [
    *[(wire, "/v1") for wire in WIRES],
    ("gemini", "/v1beta"),
    ("gemini", "/v1beta1/projects/p/locations/global/publishers/google"),
    ("gemini", "/v1/projects/p/locations/global"),
    ("gemini", "/v1beta1/publishers/google"),
    ("anthropic", "/v1/v1"),
    ("openai_responses", ""),
]


@pytest.mark.parametrize(("wire", "base"), WAYS)
async def test_callers_of_every_wire_are_answered(built: Built, wire: str, base: str) -> None:
    """By the same stages: the line in the log is the same."""
    path, body = question(wire, "hello, world", model="fast", base=base)
    status, headers, said = await built.ask(path, json.loads(body))
    assert (status, READ[wire](said).text) == (200, "hello, world")
    (line,), (entry,) = built.lines, built.entries
    assert (headers["x-modelbridge-target"], line["model"], line["route"]) == ("mock/echo", "fast", "fast")
    assert (line["tokens_in"], line["tokens_out"], line["cost_usd"]) == (3, 3, "0.000009")
    assert (entry.request_id, entry.usage, entry.cost) == (line["request_id"], Usage(input=3, output=3), 9000)


COUNTS = [
    ("/v1/messages/count_tokens", {"model": "fast", "messages": [{"role": "user", "content": "hello"}]}, "input_tokens"),
    ("/v1/responses/input_tokens", {"model": "fast", "input": "hello"}, "input_tokens"),
    ("/v1beta/models/fast:countTokens", {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}, "totalTokens"),
]


@pytest.mark.parametrize(("path", "body", "field"), COUNTS)
async def test_tokens_are_counted(built: Built, path: str, body: dict[str, Any], field: str) -> None:
    """By the same stages but the last; it costs nothing."""
    status, headers, said = await built.ask(path, body)
    assert (status, json.loads(said)[field]) == (200, 2)
    (line,) = built.lines
    assert (line["model"], line["status"], "cost_usd" in line, "x-modelbridge-estimated" in headers) == ("fast", 200, False, False)
    assert built.entries == []
    assert (await built.ask(path, body, key="mb-other"))[0] == 401
    assert (await built.ask(path, {}))[0] == 400


async def test_a_whole_reply_end_to_end(built: Built) -> None:
    """Headers tell what became of the call, and so does its one line."""
    status, headers, body = await built.ask("/v1/chat/completions", asking())
    assert (status, json.loads(body)["choices"][0]["message"]["content"]) == (200, "hello, world")
    usage = json.loads(body)["usage"]
    (line,) = built.lines
    assert headers["x-modelbridge-target"] == line["target"] == "mock/echo"
    assert headers["x-modelbridge-request-id"] == line["request_id"]
    cost = (usage["prompt_tokens"] + 2 * usage["completion_tokens"]) / 1e6
    assert float(headers["x-modelbridge-cost-usd"]) == pytest.approx(cost)
    assert headers["x-modelbridge-cost-usd"] == line["cost_usd"]
    assert (line["key"], line["model"], line["route"], line["finish"]) == ("tests", "fast", "fast", "stop")


async def test_a_stream_says_and_costs_the_same(built: Built) -> None:
    """Only its cost is not in its head."""
    await built.ask("/v1/chat/completions", asking())
    status, headers, body = await built.ask("/v1/chat/completions", asking(stream=True))
    whole, streamed = built.lines
    assert (status, headers["content-type"]) == (200, "text/event-stream")
    assert text(dechunked(body)) == "hello, world"
    assert "x-modelbridge-cost-usd" not in headers
    same = ("tokens_in", "tokens_out", "cost_usd", "finish", "target", "key", "model", "route", "status")
    assert {name: streamed[name] for name in same} == {name: whole[name] for name in same}
    one, two = built.entries
    assert (one.usage, one.costs, one.finish) == (two.usage, two.costs, two.finish)
    assert (one.streamed, two.streamed, one.estimated, two.estimated) == (False, True, "", "")


async def test_whoever_calls_says_to_whom_it_is_booked(built: Built) -> None:
    """In headers, and the user where each wire has it."""
    said = (b"x-modelbridge-service", b"search"), (b"x-modelbridge-customer", b"Zo%C3%AB"), (b"x-modelbridge-tags", b"team=a, run=7")
    assert (await built.ask("/v1/chat/completions", asking(user="u-1"), *said))[0] == 200
    (entry,) = built.entries
    assert (entry.key, entry.user, entry.service, entry.customer) == ("tests", "u-1", "search", "Zoë")
    assert (entry.tags, entry.model, entry.route, entry.target) == ({"team": "a", "run": "7"}, "fast", "fast", "mock/echo")
    assert (await built.ask("/v1/chat/completions", asking(), (b"x-modelbridge-tags", b"a")))[0] == 400


@pytest.mark.parametrize(
    ("key", "fields", "status"),
    [("", {}, 401), ("mb-other", {}, 401), (KEY, {"model": "no"}, 404), (KEY, {"messages": 1}, 400), (KEY, {"model": "mock/html"}, 502)],
)  # fmt: skip
async def test_every_call_has_its_line(built: Built, key: str, fields: dict[str, Any], status: int) -> None:
    """Also a refused one; nothing stays in flight."""
    assert (await built.ask("/v1/chat/completions", asking(**fields), key=key))[0] == status
    assert [line["status"] for line in built.lines] == [status]
    assert [entry.status for entry in built.entries] == [502][: status == 502]  # where a provider was asked


async def test_a_fault_of_ours_is_told_by_its_place(built: Built) -> None:
    """500 to the caller; in the log where it happened, and nothing of what was said."""
    chat = built.gateway.doors._doors["/v1/chat/completions"]["POST"]

    async def broken(call: Any) -> Any:
        raise ZeroDivisionError(call.secret)

    assert isinstance(chat, Endpoint)
    line = Notebook()
    endpoint = Endpoint(chat.translator, broken, broken, chat.holder, chat.flights, chat.ids, chat.log)
    await endpoint(visit(line, "POST", "/v1/chat/completions", [(b"x-api-key", KEY.encode())]))
    assert line.written.startswith(b"HTTP/1.1 500 ")
    (fault,) = built.lines
    assert (fault["level"], fault["fault"], fault["request_id"][:4]) == ("error", "ZeroDivisionError", "req_")
    assert "test_gateway.py" in fault["place"][-1]
    assert KEY not in built.out.getvalue().decode()
