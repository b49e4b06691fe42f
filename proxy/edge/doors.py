"""The doors callers come through: a path and a method to what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from config import Holder
from proxy.edge.address import meant
from proxy.edge.cors import Cors
from proxy.edge.replies import OURS, nothing_there, refuse
from proxy.edge.visit import Visit, lines
from translators.canonical import Kind, Problem

Door = Callable[[Visit], Awaitable[None]]  # a Problem it raises is told; one that is told by its own endpoint has its own words


class Doors:
    """Every path there is. Anything else is told so in JSON, in the words of the wire it comes nearest to."""

    __slots__ = ("_doors", "_holder", "_ids", "_under")

    def __init__(
        self, doors: Mapping[str, Mapping[str, Door]], under: Mapping[str, Mapping[str, Door]], holder: Holder, ids: Callable[[], str]
    ) -> None:
        self._doors = doors
        self._under = under  # prefixes that end in a slash: what follows is part of the question
        self._holder = holder
        self._ids = ids

    async def __call__(self, visit: Visit) -> None:
        """Find the door. Whatever happens behind it, the visit has an end."""
        try:
            await self._enter(visit)
        except Problem as problem:
            self._refuse(visit, problem)
        except Exception:
            if not visit.begun:
                self._refuse(visit, OURS)
            raise
        finally:
            visit.over()

    async def _enter(self, visit: Visit) -> None:
        origins = self._holder.current.server.cors_origins
        if origins:
            cors = Cors(origins, visit.headers)
            if cors.preflight(visit.method):
                visit.reply(204, lines(cors.preflight_headers()), b"")
                return
            visit.marks = lines(cors.marks())
        methods = self._doors.get(visit.path) or self._door_under(visit.path)
        if methods is None:
            visit.path = meant(visit.path)
            methods = self._doors.get(visit.path) or self._door_under(visit.path)
        if methods is None:
            raise nothing_there(visit)
        path, method = visit.path, visit.method
        door = methods.get("GET" if method == "HEAD" else method)
        if door is None:
            allow = ", ".join(sorted(methods))
            self._refuse(visit, Problem(Kind.WRONG_METHOD, f"{path[:200]} takes {allow}, not {method}"), b"allow: %b\r\n" % allow.encode())
            return
        await door(visit)

    def _refuse(self, visit: Visit, problem: Problem, head: bytes = b"") -> None:
        refuse(visit, problem.of(self._ids()), head)

    def _door_under(self, path: str) -> Mapping[str, Door] | None:
        for prefix, methods in self._under.items():
            if path.startswith(prefix) and len(path) > len(prefix):
                return methods
        return None
