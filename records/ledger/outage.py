"""Is the database there? What is said when it goes away and when it comes back, and how long to wait in between."""

from __future__ import annotations

from collections.abc import Callable

from records.ledger.pace import UNFIT, Backoff
from records.ledger.progress import ShippingWatch


class Outage:
    """One line at its beginning, one for each other reason, one at its end."""

    def __init__(self, watch: ShippingWatch, clock: Callable[[], float]) -> None:
        self.backoff = Backoff()
        self.failures = 0
        self.mismatch = ""  # why this is no database to ship to
        self._watch, self._clock = watch, clock
        self._since: float | None = None

    @property
    def up(self) -> bool:
        """It did what it was asked when it was asked last."""
        return self._since is None

    def failed(self, why: str) -> float:
        """Seconds until it is asked again."""
        if self._began():
            self._watch.away(why)
        return self.backoff.again()

    def unfit(self, why: str) -> float:
        """An operator has to do something, such as to mend a password; so it is asked again, but seldom."""
        self._began()
        if why != self.mismatch:
            self.mismatch = why
            self._watch.unfit(why)
        return self.backoff.about(UNFIT)

    def over(self) -> None:
        """It did what it was asked."""
        self.backoff.reset()
        if self._since is not None:
            self._watch.back(self._clock() - self._since)
        self._since, self.mismatch = None, ""

    def _began(self) -> bool:
        self.failures += 1
        if self._since is not None:
            return False
        self._since = self._clock()
        return True
