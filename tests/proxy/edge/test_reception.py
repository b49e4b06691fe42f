"""A call that the gateway answers by itself."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import pytest

from config.snapshot import Key
from proxy.call import Call
from proxy.edge.reception import Reception
from proxy.edge.replies import nothing_there
from proxy.edge.visit import Visit
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from tests.holding import KEY, holding
from tests.visits import Notebook, visit

PATH = "/v1/messages/there"
Answered = tuple[bytes, Any, Any]  # head and body of the reply, and the line in the log


async def who(_: Visit, call: Call, caller: Key) -> bytes:
    """Says whom it answers."""
    assert call.caller is caller
    return json.dumps([call.id, caller.name]).encode()


async def nothing(visit: Visit, _: Call, __: Key) -> bytes:
    """Has nothing."""
    raise nothing_there(visit)


async def broken(_: Visit, __: Call, ___: Key) -> bytes:
    """Has a fault."""
    raise ZeroDivisionError


async def ask(answer: Callable[[Visit, Call, Key], Awaitable[bytes]], key: str = KEY, *, fails: bool = False) -> Answered:
    """One visit."""
    line, out = Notebook(), io.BytesIO()
    log = Log(out)
    watch = Watch(log, Metrics("0", log.lines), monotonic)
    reception = Reception(Authenticate(lambda: 0.0), holding(), watch, lambda: "req_7")
    asking = visit(line, "GET", PATH, [(b"x-api-key", key.encode())])
    if fails:
        with pytest.raises(ZeroDivisionError):
            await reception(asking, answer, "models")
    else:
        await reception(asking, answer, "models")
    assert watch.metrics.in_flight == 0
    head, _, body = line.written.partition(b"\r\n\r\n")
    return head, json.loads(body), json.loads(out.getvalue())


async def test_who_asks_is_known_named_and_noted() -> None:
    """The name is the same wherever it stands."""
    head, body, noted = await ask(who)
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nrequest-id: req_7" in head
    assert body == ["req_7", noted["key"]]
    assert (noted["request_id"], noted["status"]) == ("req_7", 200)


@pytest.mark.parametrize(("key", "status"), [("mb-unknown", 401), (KEY, 404)])
async def test_a_refusal_is_told_and_noted(key: str, status: int) -> None:
    """Under the same name."""
    head, body, noted = await ask(nothing, key)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert head.count(b"\r\nx-request-id: req_7") == 1
    assert body["request_id"] == noted["request_id"] == "req_7"
    assert noted["status"] == status


async def test_a_fault_of_ours_is_told_and_noted_and_seen() -> None:
    """It is nobody's fault but ours."""
    head, body, noted = await ask(broken, fails=True)
    assert head.startswith(b"HTTP/1.1 500 ")
    assert body["request_id"] == "req_7"
    assert noted["status"] == 500
