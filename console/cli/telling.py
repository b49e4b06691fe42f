"""Says what came of a look at gateway.toml: in the log, and in the metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from config import Holder, Outcome
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics


class Teller:
    """Names a setting without effect, or a warning, once: when it appears."""

    __slots__ = ("_holder", "_key_shown", "_log", "_metrics", "_warnings", "_without_effect")

    def __init__(self, holder: Holder, log: Log, metrics: Metrics, *, key_shown: bool) -> None:
        self._holder = holder
        self._log = log
        self._metrics = metrics
        self._key_shown = key_shown
        self._without_effect: frozenset[str] = frozenset()
        self._warnings: frozenset[str] = frozenset()

    def begin(self) -> None:
        """What there is to say of the configuration the gateway starts with."""
        snapshot = self._holder.current
        for setting in _new(snapshot.without_effect, self._without_effect):
            self._log.warning("a setting has no effect yet", setting=setting)
        for warning in _new(snapshot.warnings, self._warnings):
            self._log.warning("configuration", warning=warning)
        self._without_effect, self._warnings = frozenset(snapshot.without_effect), frozenset(snapshot.warnings)

    def asked(self, outcome: Outcome) -> None:
        """Somebody asked for a look: that there was nothing new is an answer too."""
        if outcome.same and outcome.ok:
            self._log.info("configuration unchanged", config=self._holder.current.hash)
        elif outcome.same:
            self._broken(outcome)
        else:
            self.told(outcome)

    def told(self, outcome: Outcome) -> None:
        """What came of a look."""
        if outcome.same:
            return
        self._metrics.reloaded(ok=outcome.ok)
        if not outcome.ok:
            self._broken(outcome)
            return
        snapshot, log = self._holder.current, self._log
        wanted = snapshot.log
        log.adjust(level=wanted.level, form=wanted.format, requests=wanted.requests)
        log.info("configuration reloaded", changed="; ".join(outcome.changed) or "nothing that matters", config=snapshot.hash)
        for setting in outcome.needs_restart:
            log.warning("a changed setting needs a restart", setting=setting)
        if self._holder.made in snapshot.keys.values() and not self._key_shown:
            log.warning("no caller key is configured", until="one is written, or a restart makes one")
        self.begin()

    def blind(self, watching: asyncio.Future[None]) -> None:
        """Nobody looks any more. At the end of the gateway that is as it should be."""
        if not watching.cancelled() and (error := watching.exception()) is not None:
            self._log.fault("gateway.toml is not watched any more", error)

    def _broken(self, outcome: Outcome) -> None:
        for fault in outcome.faults:
            self._log.error("configuration is broken, the one before serves on", fault=str(fault))


def _new(now: Iterable[str], before: frozenset[str]) -> Iterable[str]:
    return [word for word in now if word not in before]
