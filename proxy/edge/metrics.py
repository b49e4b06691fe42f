"""GET /metrics: figures for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from config import Holder
from proxy.edge.keys import secret
from proxy.edge.visit import Visit
from proxy.observe.metrics import Metrics
from proxy.stages.authenticate import Authenticate
from translators.canonical import Kind, Problem

PROMETHEUS = b"content-type: text/plain; version=0.0.4; charset=utf-8\r\n"


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """It names providers and models, never keys. Open to whoever can reach it, unless `require_key` says otherwise."""

    metrics: Metrics
    authenticate: Authenticate
    holder: Holder

    async def __call__(self, visit: Visit) -> None:
        """Answer one request, or raise Problem."""
        snapshot = self.holder.current
        if not snapshot.file.metrics.enabled:
            raise Problem(Kind.UNKNOWN_PATH, "metrics are off: [metrics] enabled = false")
        if snapshot.file.metrics.require_key:
            self.authenticate.identify(secret(visit.headers, visit.query), snapshot)
        visit.reply(200, PROMETHEUS, self.metrics.render())
