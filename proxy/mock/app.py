"""The mock provider as an ASGI app, with or without a server around it."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from itertools import cycle
from time import monotonic, time
from typing import Any

import orjson

from proxy.mock.connection import TRANSPORT, hang_up
from proxy.mock.faults import Fault, decode_faults
from proxy.mock.models import MODELS
from proxy.mock.moves import Beat, Cut, Head, Moves, Send, Stall, Wait
from proxy.mock.pace import Pace
from proxy.mock.replies import JSON, head, refusal
from proxy.mock.script import Habits, script
from proxy.mock.wires import spoken_at
from translators import TRANSLATORS
from translators.canonical import Kind, Problem
from translators.translator import Translator, Wire

Message = MutableMapping[str, Any]
Scope = Message
Receive = Callable[[], Awaitable[Message]]
Tell = Callable[[Message], Awaitable[None]]
Clock = Callable[[], float]
OPENAI_CHAT = TRANSLATORS["openai_chat"]


class CallerLeft(Exception):  # noqa: N818  it is no error: there is nobody to perform for any more
    """The other side has gone."""


def mock_app(
    *, faults: str = "", latency: float = 0.0, rate: float = 0.0, key: str | None = None, clock: Clock = time, now: Clock = monotonic
) -> MockApp:
    """The app. Raises ValueError for a fault that does not exist."""
    turns = decode_faults(faults)
    return MockApp(Pace(latency, rate), cycle(turns or ((),)), key, clock, now)


@dataclass(frozen=True, slots=True)
class MockApp:
    """Answers like a provider, or as badly as it is told to."""

    pace: Pace
    turns: Iterator[tuple[Fault, ...]]  # faults of the next request, and the next
    key: str | None
    clock: Clock
    now: Clock

    async def __call__(self, scope: Scope, receive: Receive, send: Tell) -> None:
        """One connection's next request; or the server's start and stop."""
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        try:
            await Performance(scope, receive, send, self.now).play(await self._moves(scope, receive))
        except CallerLeft:
            return None

    async def _moves(self, scope: Scope, receive: Receive) -> Moves:
        path, method = scope["path"], scope["method"]
        translator = spoken_at(path)
        if path == "/healthz":
            return _page({"status": "ok"})
        if not self._admits(scope):
            return refusal(Problem(Kind.UNAUTHENTICATED, "the mock was started with another key"), translator or OPENAI_CHAT)
        if path.endswith("/models"):
            return _page({"object": "list", "data": [self._listed(name) for name in MODELS]})
        if translator is None:
            return refusal(Problem(Kind.UNKNOWN_PATH, f"the mock has no {path}"), OPENAI_CHAT)
        if method != "POST":
            return refusal(Problem(Kind.WRONG_METHOD, f"{path} is asked with POST, not {method}"), translator)
        return self._answer(await _body(receive), translator)

    def _answer(self, body: bytes, translator: Translator) -> Moves:
        try:
            translator.peek_request(body)
        except Problem as problem:
            return refusal(problem, translator)
        return script(body, translator, self.clock, Habits(self.pace, next(self.turns)))

    def _admits(self, scope: Scope) -> bool:
        if self.key is None:
            return True
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return hmac.compare_digest(shown.removeprefix(b"Bearer "), self.key.encode())

    def _listed(self, name: str) -> Wire:
        return {"id": name, "object": "model", "created": int(self.clock()), "owned_by": "mock"}


@dataclass(slots=True)
class Performance:
    """Makes the moves of one reply, in their time, for as long as somebody listens."""

    scope: Scope
    receive: Receive
    send: Tell
    now: Clock
    due: float = 0.0

    async def play(self, moves: Moves) -> None:
        """Every move, in order."""
        self.due = self.now()
        for move in moves:
            match move:
                case Send(data):
                    await self._body(data)
                case Wait(seconds):
                    await self._wait(seconds)
                case Head(status, headers):
                    encoded = [(name.encode(), value.encode()) for name, value in headers]
                    await self.send({"type": "http.response.start", "status": status, "headers": encoded})
                case Stall():
                    await self._until_gone()
                case Beat(data, every):
                    while True:
                        await self._wait(every)
                        await self._body(data)
                case Cut(reset):
                    await self._cut(reset=reset)
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _body(self, data: bytes) -> None:
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def _wait(self, seconds: float) -> None:
        """Until the move is due. A slow caller does not make the whole answer slower."""
        self.due += seconds
        delay = self.due - self.now()
        if delay <= 0:
            return
        try:
            async with asyncio.timeout(delay):
                await self._until_gone()
        except TimeoutError:
            return

    async def _until_gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        raise CallerLeft

    async def _cut(self, *, reset: bool) -> None:
        transport = self.scope.get(TRANSPORT)
        if transport is None:
            raise ConnectionResetError("the mock ends its answer here, as its fault asks")
        await hang_up(transport, reset=reset)
        await self._until_gone()


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _live(receive: Receive, send: Tell) -> None:
    """Nothing has to be opened, and nothing closed."""
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})


def _page(wire: Wire) -> Moves:
    body = orjson.dumps(wire)
    return (head(200, JSON, len(body)), Send(body))
