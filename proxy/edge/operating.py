"""What an operator asks: is it alive, may callers be sent here, what has it counted?"""

from __future__ import annotations

from collections.abc import Mapping

from config import Holder
from proxy.edge.doors import Door
from proxy.edge.flights import Flights
from proxy.edge.health import Healthz, Readyz
from proxy.edge.metrics import MetricsPage
from proxy.observe.ledger import lines, standing
from proxy.observe.metrics import Metrics
from proxy.stages.authenticate import Authenticate
from proxy.stores.shelf import Shelf
from records.ledger.keeping import Keeping


def operating(
    holder: Holder, flights: Flights, metrics: Metrics, authenticate: Authenticate, *, shelf: Shelf, keeping: Keeping | None
) -> Mapping[str, Mapping[str, Door]]:
    """Three pages."""
    if keeping is not None:
        metrics.beside = lambda: lines(keeping)
    stands = {
        "store": lambda: {"kind": shelf.kind, "ok": metrics.store_up},
        **({} if keeping is None else {"ledger": lambda: standing(keeping)}),
    }
    return {
        "/healthz": {"GET": Healthz(metrics.version)},
        "/readyz": {"GET": Readyz(holder, flights, stands)},
        "/metrics": {"GET": MetricsPage(metrics, authenticate, holder)},
    }
