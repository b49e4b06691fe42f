"""GET /metrics: figures for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from config import Holder
from proxy.edge.body import Receive, Send
from proxy.edge.doors import Scope, answer, refuse
from proxy.edge.endpoint import secret
from proxy.observe.metrics import Metrics
from proxy.stages.authenticate import Authenticate
from translators.canonical import Kind, Problem

PROMETHEUS = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """It names providers and models, never keys. Open to whoever can reach it, unless `require_key` says otherwise."""

    metrics: Metrics
    authenticate: Authenticate
    holder: Holder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        snapshot = self.holder.current
        if not snapshot.file.metrics.enabled:
            await refuse(send, Problem(Kind.UNKNOWN_PATH, "metrics are off: [metrics] enabled = false"))
            return
        if snapshot.file.metrics.require_key:
            try:
                self.authenticate.identify(secret(scope["headers"]), snapshot)
            except Problem as problem:
                await refuse(send, problem)
                return
        await answer(send, 200, self.metrics.render(), media=PROMETHEUS)
