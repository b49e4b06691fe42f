"""The mock provider as the server sees it: what answers each request."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from time import monotonic, time

import orjson

from proxy.call import CallerLeft
from proxy.edge.visit import Visit
from proxy.mock.faults import Fault, decode_faults
from proxy.mock.models import MODELS
from proxy.mock.moves import Moves, Send
from proxy.mock.pace import Pace
from proxy.mock.performance import Performance
from proxy.mock.replies import JSON, head, refusal
from proxy.mock.script import Habits, script
from proxy.mock.wires import spoken_at
from translators import TRANSLATORS
from translators.canonical import Kind, Problem
from translators.translator import Translator, Wire

Clock = Callable[[], float]
OPENAI_CHAT = TRANSLATORS["openai_chat"]
BODY_BYTES = 1 << 30  # of one request: what the largest limit of a gateway lets through


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

    async def __call__(self, visit: Visit) -> None:
        """One request."""
        try:
            moves = await self._moves(visit)
            if visit.method == "HEAD":
                moves = (move for move in moves if not isinstance(move, Send))
            await Performance(visit, self.now).play(moves)
        except CallerLeft:
            return
        finally:
            visit.over()

    async def _moves(self, visit: Visit) -> Moves:
        """The body is read whatever the answer is: so the connection can serve on."""
        path = visit.path
        translator = spoken_at(path)
        try:
            body = await visit.read(BODY_BYTES)
        except Problem as problem:
            return refusal(problem, translator or OPENAI_CHAT)
        if path == "/healthz":
            return _page({"status": "ok"})
        if not self._admits(visit):
            return refusal(Problem(Kind.UNAUTHENTICATED, "the mock was started with another key"), translator or OPENAI_CHAT)
        if path.endswith("/models"):
            return _page({"object": "list", "data": [self._listed(name) for name in MODELS]})
        if translator is None:
            return refusal(Problem(Kind.UNKNOWN_PATH, f"the mock has no {path}"), OPENAI_CHAT)
        if visit.method != "POST":
            return refusal(Problem(Kind.WRONG_METHOD, f"{path} is asked with POST, not {visit.method}"), translator)
        return self._answer(body, translator)

    def _answer(self, body: bytes, translator: Translator) -> Moves:
        try:
            translator.peek_request(body)
        except Problem as problem:
            return refusal(problem, translator)
        return script(body, translator, self.clock, Habits(self.pace, next(self.turns)))

    def _admits(self, visit: Visit) -> bool:
        if self.key is None:
            return True
        shown = next((value for name, value in visit.headers if name == b"authorization"), b"")
        return hmac.compare_digest(shown.removeprefix(b"Bearer "), self.key.encode())

    def _listed(self, name: str) -> Wire:
        return {"id": name, "object": "model", "created": int(self.clock()), "owned_by": "mock"}


def _page(wire: Wire) -> Moves:
    body = orjson.dumps(wire)
    return (head(200, JSON, len(body)), Send(body))
