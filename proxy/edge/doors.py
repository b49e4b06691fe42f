"""The doors callers come through: a path and a method to what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import orjson

from config import Holder
from proxy.edge.cors import Cors
from proxy.edge.visit import Visit, lines
from proxy.edge.words import JSON, problem_lines
from translators.canonical import Kind, Problem
from translators.openai_chat import TRANSLATOR

Door = Callable[[Visit], Awaitable[None]]


class Doors:
    """Every path there is. Anything else is told so in JSON."""

    __slots__ = ("_doors", "_holder", "_under")

    def __init__(self, doors: Mapping[str, Mapping[str, Door]], under: Mapping[str, Mapping[str, Door]], holder: Holder) -> None:
        self._doors = doors
        self._under = under  # prefixes that end in a slash: what follows is part of the question
        self._holder = holder

    async def __call__(self, visit: Visit) -> None:
        """Find the door. Whatever happens behind it, the visit has an end."""
        try:
            await self._enter(visit)
        finally:
            if not visit.ended:
                visit.abandon()

    async def _enter(self, visit: Visit) -> None:
        origins = self._holder.current.server.cors_origins
        if origins:
            cors = Cors(origins, visit.headers)
            if cors.preflight(visit.method):
                visit.reply(204, lines(cors.preflight_headers()), b"")
                return
            visit.marks = lines(cors.marks())
        path, method = visit.path, visit.method
        methods = self._doors.get(path)
        if methods is None:
            methods = self._door_under(path)
        if methods is None:
            refuse(visit, Problem(Kind.UNKNOWN_PATH, f"there is nothing at {method} {path[:200]}"))
            return
        door = methods.get("GET" if method == "HEAD" else method)
        if door is None:
            allow = ", ".join(sorted(methods))
            refuse(visit, Problem(Kind.WRONG_METHOD, f"{path[:200]} takes {allow}, not {method}"), b"allow: %b\r\n" % allow.encode())
            return
        await door(visit)

    def _door_under(self, path: str) -> Mapping[str, Door] | None:
        for prefix, methods in self._under.items():
            if path.startswith(prefix) and len(path) > len(prefix):
                return methods
        return None


def refuse(visit: Visit, problem: Problem, head: bytes = b"") -> None:
    """A problem that no endpoint was reached for."""
    visit.keep = visit.keep and visit.complete
    visit.reply(problem.status, JSON + problem_lines(problem) + head, orjson.dumps(TRANSLATOR.write_problem(problem)))


def answer(visit: Visit, status: int, body: object) -> None:
    """One small JSON reply."""
    visit.reply(status, JSON, orjson.dumps(body))
