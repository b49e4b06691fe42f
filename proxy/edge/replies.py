"""Small replies of our own, which no provider had a part in."""

from __future__ import annotations

import orjson

from proxy.edge.spoken import spoken
from proxy.edge.visit import Visit
from proxy.edge.words import JSON, id_lines, problem_lines
from translators.canonical import Kind, Problem
from translators.framing.json_text import encode

OPERATORS = "/api/"  # where every error has its request_id in the body, too
LONGEST = 200  # characters of a path that are said back
OURS = Problem(Kind.INTERNAL, "something went wrong inside the gateway; its log tells more")


def answer(visit: Visit, status: int, body: object) -> None:
    """One small JSON reply."""
    visit.reply(status, JSON, orjson.dumps(body))


def refuse(visit: Visit, problem: Problem, head: bytes = b"") -> None:
    """A problem that no endpoint answers, in the words of the wire that is spoken there; by the name of its call, where it has one."""
    translator = spoken(visit)
    body = translator.write_problem(problem)
    if problem.call is not None:
        head = id_lines(problem.call, translator.wire) + head
        if visit.path.startswith(OPERATORS):
            body = {**body, "request_id": problem.call}
    visit.reply(problem.status, JSON + problem_lines(problem) + head, encode(body))


def nothing_there(visit: Visit) -> Problem:
    """A path nobody answers at."""
    return Problem(Kind.UNKNOWN_PATH, f"there is nothing at {visit.method} {visit.path[:LONGEST]}")
