"""The operators' doors: opened by the token of [admin], each call with a name of its own and a line in the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from hmac import compare_digest

from config import Holder
from proxy.edge.keys import secret
from proxy.edge.replies import OURS
from proxy.edge.spoken import OPENAI, spoken
from proxy.edge.visit import Visit
from proxy.edge.words import JSON, id_lines, problem_lines
from proxy.observe.log import Log
from translators.canonical import Kind, Problem
from translators.framing.json_text import encode

Answer = Callable[[Visit], Awaitable[None]]  # replies, or raises Problem

CLOSED = (
    'no operator is let in, because no token is set: write `[admin]` and under it `token = "env:MODELBRIDGE_ADMIN_TOKEN"` into '
    "gateway.toml, and put a long random text into that variable, such as `openssl rand -hex 32` makes"
)
NO_TOKEN = "no operator's token: send it as `Authorization: Bearer <token>`"  # noqa: S105  words about one
WRONG_TOKEN = "this is not the operator's token; a caller's key does not open this door"  # noqa: S105  as above


@dataclass(frozen=True, slots=True)
class Operators:
    """Says who may come in; whoever answers behind it need not know of tokens, names or logs."""

    holder: Holder
    ids: Callable[[], str]
    log: Log
    clock: Callable[[], float]

    def doors(self, answers: Mapping[str, Answer]) -> Mapping[str, Mapping[str, Answer]]:
        """Each of these answers, by its path, for GET."""
        return {path: {"GET": partial(self._let_in, answer)} for path, answer in answers.items()}

    async def _let_in(self, answer: Answer, visit: Visit) -> None:
        id, status = self.ids(), 200
        visit.marks += id_lines(id, OPENAI)
        try:
            self._identify(visit)
            await answer(visit)
        except Problem as problem:
            status = problem.status
            _refuse(visit, problem, id)
        except Exception as error:
            status = OURS.status
            self.log.fault("a call failed inside the gateway", error, request_id=id)
            _refuse(visit, OURS, id)
        finally:
            seconds = self.clock() - visit.arrived
            status = 499 if visit.left else status
            self.log.info("an operator asked", request_id=id, path=visit.path, status=status, duration_ms=round(seconds * 1000, 3))

    def _identify(self, visit: Visit) -> None:
        """What is compared are digests, in a time that tells nothing of them."""
        token = self.holder.current.admin
        if token is None:
            raise Problem(Kind.NO_OPERATOR, CLOSED)
        shown = secret([header for header in visit.headers if header[0] == b"authorization"])
        if not shown:
            raise Problem(Kind.UNAUTHENTICATED, NO_TOKEN)
        if not compare_digest(sha256(shown.encode("latin-1", "replace")).digest(), token):
            raise Problem(Kind.UNAUTHENTICATED, WRONG_TOKEN)


def _refuse(visit: Visit, problem: Problem, id: str) -> None:
    if visit.begun:
        visit.abandon()  # half a reply must not look like a whole one
        return
    body = {**spoken(visit).write_problem(problem), "request_id": id}
    visit.reply(problem.status, JSON + problem_lines(problem), encode(body))
