"""The mock as an ASGI app, called without a server."""

from __future__ import annotations

import httpx
import pytest

from proxy.mock.app import MockApp, mock_app
from proxy.mock.models import MODELS
from tests.mocked import wanting

CHAT = "/v1/chat/completions"


def client(app: MockApp) -> httpx.AsyncClient:
    """Whose requests go straight into the app."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://mock")


async def test_a_chat() -> None:
    """At both of the paths SDKs use."""
    async with client(mock_app(clock=lambda: 5.0)) as caller:
        for path in (CHAT, "/chat/completions"):
            reply = await caller.post(path, content=wanting("hello"))
            assert reply.status_code == 200
            assert reply.json()["choices"][0]["message"]["content"] == "hello"
            assert reply.json()["created"] == 5


async def test_models_and_health() -> None:
    """What there is, and that it is well."""
    async with client(mock_app()) as caller:
        listed = (await caller.get("/v1/models")).json()
        assert listed["object"] == "list"
        assert [model["id"] for model in listed["data"]] == list(MODELS)
        assert (await caller.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", CHAT, 405, "method_not_allowed"), ("POST", "/v1/embeddings", 404, "unknown_url"), ("GET", "/", 404, "unknown_url")],
)
async def test_other_doors_are_closed(method: str, path: str, status: int, code: str) -> None:
    """With an error the SDKs understand."""
    async with client(mock_app()) as caller:
        reply = await caller.request(method, path)
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(("shown", "status"), [("Bearer right", 200), ("Bearer wrong", 401), ("", 401), ("Bearer wröng", 401)])
async def test_a_key_if_there_is_one(shown: str, status: int) -> None:
    """For the models as well; health is everybody's."""
    async with client(mock_app(key="right")) as caller:
        headers = {b"authorization": shown.encode()}
        assert (await caller.post(CHAT, content=wanting(), headers=headers)).status_code == status
        assert (await caller.get("/v1/models", headers=headers)).status_code == status
        assert (await caller.get("/healthz")).status_code == 200


async def test_any_key_without_one() -> None:
    """Or none at all."""
    async with client(mock_app()) as caller:
        assert (await caller.post(CHAT, content=wanting(), headers={"authorization": "Bearer anything"})).status_code == 200


@pytest.mark.parametrize(("body", "param"), [(b"{", None), (b'{"model": "echo"}', "messages"), (wanting(temperature="hot"), "temperature")])
async def test_a_bad_request_names_its_field(body: bytes, param: str | None) -> None:
    """Status 400."""
    async with client(mock_app()) as caller:
        reply = await caller.post(CHAT, content=body)
        assert (reply.status_code, reply.json()["error"]["param"]) == (400, param)


async def test_faults_come_in_turn_and_over_again() -> None:
    """A request that is none takes no turn."""
    async with client(mock_app(faults="status-503,none")) as caller:
        statuses = [(await caller.post(CHAT, content=body)).status_code for body in (wanting(), b"{", wanting(), wanting(), wanting())]
        assert statuses == [503, 400, 200, 503, 200]


def test_a_fault_that_is_none_is_said_at_once() -> None:
    """Not at the first request."""
    with pytest.raises(ValueError, match="there is no fault 'nonsense'"):
        mock_app(faults="nonsense")


async def test_without_a_transport_a_cut_is_an_exception() -> None:
    """Whatever runs the app will drop the connection for it."""
    async with client(mock_app()) as caller:
        with pytest.raises(ConnectionResetError):
            await caller.post(CHAT, content=wanting(model="cut"))


async def test_it_starts_and_stops_with_its_server() -> None:
    """Servers that tell apps about it hear that all is well."""
    heard = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    told: list[str] = []

    async def receive() -> dict[str, str]:
        return next(heard)

    async def send(message: dict[str, str]) -> None:
        told.append(message["type"])

    await mock_app()({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]  # plain functions over plain dicts
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
