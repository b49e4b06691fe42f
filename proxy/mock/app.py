"""The mock provider as the server sees it: what answers each request."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from time import monotonic, time

import orjson

from proxy.call import CallerLeft
from proxy.edge.actions import EVENTS
from proxy.edge.keys import secret
from proxy.edge.listings import LISTINGS
from proxy.edge.spoken import GEMINI, OPENAI, wire_of
from proxy.edge.spoken import spoken as wire_at
from proxy.edge.visit import Visit
from proxy.mock.faults import Fault, decode_faults
from proxy.mock.in_array import in_array
from proxy.mock.models import MODELS
from proxy.mock.moves import Moves, Send
from proxy.mock.pace import Pace
from proxy.mock.performance import Performance
from proxy.mock.replies import JSON, head, refusal
from proxy.mock.script import Habits, script
from proxy.mock.wires import Spoken, spoken_at
from translators.canonical import Kind, Problem
from translators.translator import Wire

Clock = Callable[[], float]
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
        path, spoken = visit.path, spoken_at(visit.path)
        translator = wire_at(visit) if spoken is None else spoken.translator
        try:
            body = await visit.read(BODY_BYTES)
        except Problem as problem:
            return refusal(problem, translator)
        if path == "/healthz":
            return _page({"status": "ok"})
        if not self._admits(visit):
            return refusal(Problem(Kind.UNAUTHENTICATED, "the mock was started with another key"), translator)
        if path.endswith("/models"):
            return self._models(visit)
        if spoken is None:
            return refusal(Problem(Kind.UNKNOWN_PATH, f"the mock has no {path}"), translator)
        if visit.method != "POST":
            return refusal(Problem(Kind.WRONG_METHOD, f"{path} is asked with POST, not {visit.method}"), translator)
        moves = self._answer(body, spoken)
        events = spoken.translator.wire != GEMINI or EVENTS in visit.query.split(b"&")
        return moves if events else in_array(moves)

    def _answer(self, body: bytes, spoken: Spoken) -> Moves:
        try:
            spoken.translator.peek_request(body)
        except Problem as problem:
            return refusal(problem, spoken.translator)
        return script(body, spoken, self.clock, Habits(self.pace, next(self.turns)))

    def _admits(self, visit: Visit) -> bool:
        return self.key is None or hmac.compare_digest(secret(visit.headers, visit.query).encode("latin-1"), self.key.encode())

    def _models(self, visit: Visit) -> Moves:
        listing = LISTINGS.get(wire_of(visit), LISTINGS[OPENAI])
        return _page(listing.page([self._listed(name) for name in MODELS], {}))

    def _listed(self, name: str) -> Wire:
        return {"id": name, "object": "model", "created": int(self.clock()), "owned_by": "mock"}


def _page(wire: Wire) -> Moves:
    body = orjson.dumps(wire)
    return (head(200, JSON, len(body)), Send(body))
