"""The operators' doors."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pytest

from proxy.edge.operators import Operators
from proxy.edge.visit import RawHeaders, Visit
from proxy.observe.log import Log
from tests.holding import KEY, holding
from tests.visits import Notebook, visit
from translators.canonical import Kind, Problem

TOKEN = "an-operators-token-0123456789"
SET = '[admin]\ntoken = "env:ADMIN"\n'


async def fine(visit: Visit) -> None:
    """Answers."""
    visit.reply(200, b"", b"welcome")


async def asked(
    headers: RawHeaders, toml: str = SET, answer: Any = fine, query: bytes = b""
) -> tuple[int, bytes, dict[str, Any], dict[str, Any], Notebook]:
    """Status, head, body, the line in the log, and what was written."""
    line, out = Notebook(), io.BytesIO()
    held = holding(toml, {"ADMIN": TOKEN})
    operators = Operators(held, lambda: "req_7", Log(out), lambda: 0.25)
    door = operators.doors({"/api/it": answer})["/api/it"]["GET"]
    asking = visit(line, "GET", "/api/it", headers, query=query)
    try:
        await door(asking)
    finally:
        asking.over()
    head, _, body = line.written.partition(b"\r\n\r\n")
    told = orjson.loads(body) if body.startswith(b"{") else {}
    lines = [orjson.loads(each) for each in out.getvalue().splitlines()]
    return int(head.split()[1]) if head else 0, head, told, lines[-1], line


def bearer(token: str) -> RawHeaders:
    """As an operator sends it."""
    return [(b"authorization", b"Bearer " + token.encode())]


async def test_the_token_opens_the_door() -> None:
    """The call has a name and a line."""
    status, head, _, line, notebook = await asked(bearer(TOKEN))
    assert (status, notebook.written.endswith(b"welcome")) == (200, True)
    assert b"\r\nx-request-id: req_7\r\nx-modelbridge-request-id: req_7" in head
    told = {name: line[name] for name in ("event", "request_id", "path", "status", "duration_ms")}
    assert told == {"event": "an operator asked", "request_id": "req_7", "path": "/api/it", "status": 200, "duration_ms": 250.0}


@pytest.mark.parametrize(
    "headers",
    [[], bearer(KEY), bearer("x"), bearer(TOKEN + "x"), bearer(TOKEN[:-1]), bearer("ü"), [(b"x-api-key", TOKEN.encode())]],
    ids=["none", "a caller's", "another", "longer", "shorter", "not ASCII", "elsewhere"],
)
async def test_nothing_else_does(headers: RawHeaders) -> None:
    """Neither a caller's key, nor the token in another place."""
    status, head, body, line, _ = await asked(headers, query=b"key=" + TOKEN.encode())
    assert (status, body["error"]["code"], body["request_id"]) == (401, "invalid_api_key", "req_7")
    assert b"\r\nwww-authenticate: Bearer" in head
    assert (line["event"], line["status"]) == ("an operator asked", 401)
    assert TOKEN not in orjson.dumps(line).decode()


@pytest.mark.parametrize("headers", [[], bearer(TOKEN), bearer(KEY)])
async def test_without_a_token_nobody_comes_in(headers: RawHeaders) -> None:
    """And the operator reads how to set one."""
    status, _, body, _, _ = await asked(headers, toml="")
    assert (status, body["error"]["code"]) == (403, "admin_token_not_set")
    assert 'token = "env:MODELBRIDGE_ADMIN_TOKEN"' in body["error"]["message"]


async def test_a_problem_is_told_and_a_fault_of_ours_is_ours() -> None:
    """Each with the name of the call."""

    async def refuses(_: Visit) -> None:
        raise Problem(Kind.INVALID_REQUEST, "no", param="since")

    async def breaks(_: Visit) -> None:
        raise ZeroDivisionError

    status, _, body, line, _ = await asked(bearer(TOKEN), answer=refuses)
    assert (status, body["error"]["param"], body["request_id"], line["status"]) == (400, "since", "req_7", 400)
    status, _, body, line, _ = await asked(bearer(TOKEN), answer=breaks)
    assert (status, body["error"]["code"], line["status"]) == (500, "internal_error", 500)


async def test_half_a_reply_never_looks_whole() -> None:
    """The connection is dropped: what is missing is seen to be missing."""

    async def breaks(visit: Visit) -> None:
        visit.begin(200, b"")
        await visit.write(b"half")
        raise Problem(Kind.STORE_DOWN, "gone")

    _, _, _, line, notebook = await asked(bearer(TOKEN), answer=breaks)
    assert (notebook.dropped, notebook.whole, line["status"]) == (True, False, 503)
    assert b"\r\n0\r\n" not in notebook.written
