"""What is told of limits: who was refused, which shares of budgets are spent, and when nobody knows what was spent before."""

from __future__ import annotations

from proxy.limits.refusal import described
from proxy.limits.standing import Reached
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from records.money import usd

REFUSED, SPENT, UNKNOWN = "modelbridge_limits_refused_total", "modelbridge_budget_reached_total", "modelbridge_limits_unknown_total"
HELP = {
    REFUSED: "Calls refused because a limit or a budget was reached, by its scope and its unit.",
    SPENT: "Times a share of a budget was spent (`[limits] warn_at`), by its scope and percent.",
    UNKNOWN: "Calls let in or refused while nobody could say how much of a limit was left.",
}


class LimitWatch:
    """One for each process."""

    def __init__(self, log: Log, metrics: Metrics) -> None:
        self._log = log
        self._counts: dict[str, dict[str, int]] = {name: {} for name in HELP}
        self._counts[UNKNOWN] = {"": 0}
        metrics.beside.append(self.lines)

    def refused(self, scope: str, unit: str) -> None:
        """A call was not let in; its own line in the log says so."""
        self._count(REFUSED, f'{{scope="{scope}",unit="{unit}"}}')

    def reached(self, reached: Reached) -> None:
        """A share of a budget is spent, for the first time in this window."""
        self._count(SPENT, f'{{scope="{reached.claim.limit.scope}",percent="{reached.percent}"}}')
        self._log.warning(
            "a share of a budget is spent", budget=described(reached.claim), percent=reached.percent, spent_usd=usd(reached.spent)
        )

    def unknown(self, error: Exception) -> None:
        """Calls are refused or let in, as each limit says."""
        self._log.error("what was spent before is not known", fault=f"{type(error).__name__}: {error}")

    def blind(self) -> None:
        """A call was let in or refused without knowing. Why is told by whoever did not answer, once."""
        self._counts[UNKNOWN][""] += 1

    def lines(self) -> list[str]:
        """In Prometheus' text format."""
        return [
            line
            for name, text in HELP.items()
            for line in (f"# HELP {name} {text}", f"# TYPE {name} counter", *(f"{name}{by} {n}" for by, n in self._counts[name].items()))
        ]

    def _count(self, name: str, by: str) -> None:
        self._counts[name][by] = self._counts[name].get(by, 0) + 1
