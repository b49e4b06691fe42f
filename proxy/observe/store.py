"""What is told of the store: when it stops answering, when it answers again, and how often it failed."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.observe.log import Log
from proxy.observe.metrics import Metrics


@dataclass(frozen=True, slots=True)
class StoreWatch:
    """Whoever asks the store says how it went. An outage has one line in the log, and its end another."""

    log: Log
    metrics: Metrics

    def answered(self) -> None:
        """It did what it was asked."""
        if not self.metrics.store_up:
            self.metrics.store_up = True
            self.log.info("the store answers again")

    def failed(self, error: Exception) -> None:
        """It did not. What the error says may name an address or what was asked, so only its kind is told."""
        self.metrics.store_failures += 1
        if self.metrics.store_up:
            self.metrics.store_up = False
            self.log.error("the store does not answer", fault=type(error).__name__)
