"""A call that the gateway answers by itself: by the key it shows, under a name of its own, and with its line in the log like any other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from config import Holder
from config.schema.key import KeyScope
from config.snapshot import Key
from proxy.call import Call, Facts
from proxy.edge.keys import secret
from proxy.edge.replies import OURS, refuse
from proxy.edge.spoken import spoken
from proxy.edge.visit import Visit
from proxy.edge.words import JSON, id_lines
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from proxy.stages.authorise import admit
from translators.canonical import Problem

Answer = Callable[[Visit, Call, Key], Awaitable[bytes]]  # JSON, or Problem


@dataclass(frozen=True, slots=True)
class Reception:
    """Says who calls, lets somebody answer, and notes how it went."""

    authenticate: Authenticate
    holder: Holder
    watch: Watch
    ids: Callable[[], str]

    async def __call__(self, visit: Visit, answer: Answer, scope: KeyScope) -> None:
        """One request, of keys with this scope."""
        call = self._call(visit)
        facts = call.facts
        self.watch.begun()
        try:
            caller = self.authenticate.identify(call.secret, call.snapshot)
            facts.key = caller.name
            admit(caller, scope)
            body = await answer(visit, replace(call, caller=caller), caller)
            visit.reply(200, JSON + id_lines(call.id, call.translator.wire), body)
        except Problem as problem:
            _refuse(visit, call, problem)
        except Exception:
            _refuse(visit, call, OURS)
            raise
        finally:
            facts.left = visit.left
            self.watch.ended(call, self.watch.clock())

    def _call(self, visit: Visit) -> Call:
        return Call(
            id=self.ids(),
            arrived=visit.arrived,
            snapshot=self.holder.current,
            translator=spoken(visit),
            secret=secret(visit.headers, visit.query),
            read=visit.read,
            facts=Facts(status=200),
        )


def _refuse(visit: Visit, call: Call, problem: Problem) -> None:
    call.facts.status, call.facts.problem = problem.status, problem.kind
    refuse(visit, problem.of(call.id))
