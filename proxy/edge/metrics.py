"""GET /metrics: figures for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from config import Holder
from proxy.edge.body import Receive, Send
from proxy.edge.doors import Scope, answer, refuse
from proxy.observe.metrics import Metrics
from translators.canonical import Kind, Problem

PROMETHEUS = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """Open to whoever can reach it: it names providers and models, never keys."""

    metrics: Metrics
    holder: Holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self.holder.current.metrics.enabled:
            await refuse(send, Problem(Kind.UNKNOWN_PATH, "metrics are off: [metrics] enabled = false"))
            return
        await answer(send, 200, self.metrics.render(), media=PROMETHEUS)
