"""The doors callers come through."""

from __future__ import annotations

import orjson
import pytest

from proxy.edge.doors import Doors
from proxy.edge.replies import answer, nothing_there
from proxy.edge.visit import RawHeaders, Visit
from tests.holding import holding
from tests.visits import Notebook, visit

CORS = '[server]\ncors_origins = ["https://app.example.com"]\n'
PAGE = (b"origin", b"https://app.example.com")


async def here(visit: Visit) -> None:
    """What stands behind every door."""
    answer(visit, 200, {"here": visit.path})


async def silent(visit: Visit) -> None:
    """Forgets to answer."""


async def refused(visit: Visit) -> None:
    """Has nothing."""
    raise nothing_there(visit)


async def broken(visit: Visit) -> None:
    """Has a fault."""
    raise ZeroDivisionError


async def broken_later(visit: Visit) -> None:
    """Has one after it has begun to answer."""
    visit.begin(200, b"")
    await visit.write(b"x")
    raise ZeroDivisionError


def doors(toml: str = "") -> Doors:
    """Some."""
    paths = {
        "/v1/messages": {"POST": here},
        "/a": {"GET": here, "POST": here},
        "/api/something": {"GET": here},
        "/silent": {"GET": silent},
        "/refused": {"GET": refused},
        "/broken": {"GET": broken},
        "/later": {"GET": broken_later},
    }
    return Doors(paths, {"/under/": {"GET": here}}, holding(toml), lambda: "req_7")


async def ask(method: str, path: str, headers: RawHeaders | None = None, toml: str = "") -> Notebook:
    """One visit."""
    line = Notebook()
    await doors(toml)(visit(line, method, path, headers or []))
    return line


@pytest.mark.parametrize(("method", "path"), [("GET", "/a"), ("POST", "/a"), ("HEAD", "/a"), ("GET", "/under/a/b")])
async def test_a_path_and_a_method_make_a_door(method: str, path: str) -> None:
    """HEAD goes in where GET does."""
    line = await ask(method, path)
    assert line.written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert line.written.endswith(b"\r\n\r\n" if method == "HEAD" else orjson.dumps({"here": path}))


@pytest.mark.parametrize("path", ["/", "/A", "/a/", "/under", "/under/", "*", "a", "/v1/ü\0"])
async def test_there_is_nothing_anywhere_else(path: str) -> None:
    """And the error says what was asked."""
    line = await ask("GET", path)
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404 Not Found\r\n")
    error = orjson.loads(body)["error"]
    assert error["code"] == "unknown_url"
    assert path in error["message"]


async def test_whatever_is_refused_has_a_name() -> None:
    """That a caller can quote, where its SDK looks for it."""
    line = await ask("POST", "/v1/messages/nowhere")
    assert b"\r\nrequest-id: req_7\r\n" in line.written
    assert orjson.loads(line.written.partition(b"\r\n\r\n")[2])["request_id"] == "req_7"
    assert b"\r\nx-request-id: req_7\r\n" in (await ask("DELETE", "/a")).written


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/nowhere", b"404"), ("POST", "/api/something", b"405")])
async def test_what_an_operator_is_refused_has_its_name_in_the_body(method: str, path: str, status: bytes) -> None:
    """As all that is answered behind these doors."""
    line = await ask(method, path)
    assert line.written.split()[1] == status
    assert b"\r\nx-request-id: req_7\r\n" in line.written
    assert orjson.loads(line.written.partition(b"\r\n\r\n")[2])["request_id"] == "req_7"


async def test_a_problem_behind_a_door_is_told() -> None:
    """By whoever opened it."""
    line = await ask("GET", "/refused")
    assert line.written.startswith(b"HTTP/1.1 404 ")
    assert b"\r\nx-request-id: req_7\r\n" in line.written
    assert not line.dropped


@pytest.mark.parametrize("path", ["/v1/v1/messages", "/messages"])
async def test_a_version_too_many_or_too_few_is_forgiven(path: str) -> None:
    """What stands behind the door sees the path as it was meant."""
    assert (await ask("POST", path)).written.endswith(orjson.dumps({"here": "/v1/messages"}))


async def test_a_door_has_its_methods() -> None:
    """Which are told."""
    line = await ask("DELETE", "/a")
    assert line.written.startswith(b"HTTP/1.1 405 ")
    assert b"\r\nallow: GET, POST\r\n" in line.written


async def test_a_door_that_does_not_answer_hangs_up() -> None:
    """Nobody waits for ever."""
    assert (await ask("GET", "/silent")).dropped


@pytest.mark.parametrize(("path", "status"), [("/broken", b"500"), ("/later", b"200")])
async def test_a_fault_of_ours_is_an_error_and_an_end(path: str, status: bytes) -> None:
    """500 while it can be said, a hang-up when a reply has begun."""
    line = Notebook()
    with pytest.raises(ZeroDivisionError):
        await doors()(visit(line, "GET", path))
    assert line.written.split()[1] == status
    assert line.dropped is (path == "/later")


async def test_a_page_may_ask_before_it_asks() -> None:
    """At any path; only if its origin is named."""
    asks: RawHeaders = [PAGE, (b"access-control-request-method", b"POST")]
    allowed = await ask("OPTIONS", "/a", asks, CORS)
    assert allowed.written.startswith(b"HTTP/1.1 204 ")
    assert b"access-control-allow-origin: https://app.example.com\r\n" in allowed.written
    other = await ask("OPTIONS", "/a", [(b"origin", b"https://other.example"), asks[1]], CORS)
    assert b"access-control-allow-origin" not in other.written
    assert (await ask("OPTIONS", "/a", asks)).written.startswith(b"HTTP/1.1 405 ")


@pytest.mark.parametrize("path", ["/a", "/nowhere"])
async def test_every_reply_is_marked_for_the_page(path: str) -> None:
    """Also an error: else the page could not read it."""
    assert b"access-control-allow-origin: https://app.example.com\r\n" in (await ask("GET", path, [PAGE], CORS)).written
    assert b"access-control-" not in (await ask("GET", path, [PAGE])).written
