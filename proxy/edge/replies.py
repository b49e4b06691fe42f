"""Small replies of our own, which no provider had a part in."""

from __future__ import annotations

import orjson

from proxy.edge.visit import Visit
from proxy.edge.words import JSON, problem_lines
from translators.canonical import Problem
from translators.framing.json_text import encode
from translators.openai_chat import TRANSLATOR


def answer(visit: Visit, status: int, body: object) -> None:
    """One small JSON reply."""
    visit.reply(status, JSON, orjson.dumps(body))


def refuse(visit: Visit, problem: Problem, head: bytes = b"") -> None:
    """A problem that no endpoint was reached for."""
    visit.reply(problem.status, JSON + problem_lines(problem) + head, encode(TRANSLATOR.write_problem(problem)))
