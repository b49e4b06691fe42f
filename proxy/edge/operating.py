"""What an operator asks: is it alive, may callers be sent here, what has it counted, and what is answered to him alone?"""

from __future__ import annotations

from collections.abc import Mapping

from proxy.edge.doors import Door
from proxy.edge.flights import Flights
from proxy.edge.health import Healthz, Readyz
from proxy.edge.metrics import MetricsPage
from proxy.edge.operators import Answer, Operators
from proxy.edge.reception import Reception
from proxy.observe.ledger import lines, standing
from proxy.observe.metrics import Metrics
from proxy.stores.shelf import Shelf
from records.ledger.keeping import Keeping


def operating(
    reception: Reception, flights: Flights, metrics: Metrics, *, shelf: Shelf, keeping: Keeping | None, answers: Mapping[str, Answer]
) -> Mapping[str, Mapping[str, Door]]:
    """Three pages for whoever can reach them, and by their paths the answers for operators alone."""
    if keeping is not None:
        metrics.beside.append(lambda: lines(keeping))
    stands = {
        "store": lambda: {"kind": shelf.kind, "ok": metrics.store_up},
        **({} if keeping is None else {"ledger": lambda: standing(keeping)}),
    }
    holder, watch = reception.holder, reception.watch
    return {
        "/healthz": {"GET": Healthz(metrics.version)},
        "/readyz": {"GET": Readyz(holder, flights, stands)},
        "/metrics": {"GET": MetricsPage(metrics, reception.authenticate, holder)},
        **Operators(holder, reception.ids, watch.log, watch.clock).doors(answers),
    }
