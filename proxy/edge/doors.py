"""The doors callers come through: a path and a method to what answers. Pure ASGI: this is on every call's way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from config import Holder
from proxy.edge.body import Receive, Send
from proxy.edge.cors import Cors
from proxy.edge.words import JSON, problem_headers
from translators.canonical import Kind, Problem
from translators.openai_chat import TRANSLATOR

Scope = dict[str, Any]
Door = Callable[[Scope, Receive, Send], Awaitable[None]]


class Doors:
    """Every path there is. Anything else is told so in JSON."""

    __slots__ = ("_doors", "_holder", "_under")

    def __init__(self, doors: Mapping[str, Mapping[str, Door]], under: Mapping[str, Mapping[str, Door]], holder: Holder) -> None:
        self._doors = doors
        self._under = under  # prefixes that end in a slash: what follows is part of the question
        self._holder = holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the door."""
        if scope["type"] != "http":
            return
        origins = self._holder.current.server.cors_origins
        if origins:
            cors = Cors(origins, scope["headers"])
            if cors.preflight(scope["method"]):
                await answer(send, 204, b"", cors.preflight_headers(), None)
                return
            send = cors.marked(send)
        path, method = scope["path"], scope["method"]
        methods = self._doors.get(path)
        if methods is None:
            methods = self._door_under(path)
        if methods is None:
            await refuse(send, Problem(Kind.UNKNOWN_PATH, f"there is nothing at {method} {path[:200]}"))
            return
        door = methods.get("GET" if method == "HEAD" else method)
        if door is None:
            allow = ", ".join(sorted(methods))
            problem = Problem(Kind.WRONG_METHOD, f"{path[:200]} takes {allow}, not {method}")
            await refuse(send, problem, [(b"allow", allow.encode())])
            return
        await door(scope, receive, send)

    def _door_under(self, path: str) -> Mapping[str, Door] | None:
        for prefix, methods in self._under.items():
            if path.startswith(prefix) and len(path) > len(prefix):
                return methods
        return None


async def refuse(send: Send, problem: Problem, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    """A problem that no endpoint was reached for."""
    body = orjson.dumps(TRANSLATOR.write_problem(problem))
    await answer(send, problem.status, body, [*problem_headers(problem), *(headers or [])])


async def answer(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None, media: tuple[bytes, bytes] | None = JSON
) -> None:
    """One whole reply."""
    head = [*(headers or []), (b"content-length", b"%d" % len(body))]
    if media is not None:
        head.append(media)
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
