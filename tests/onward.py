"""The rest of a pipeline, for tests of one stage: it takes what it is handed, and answers."""

from __future__ import annotations

from config.snapshot import Target
from proxy.call import Call, Reply
from proxy.exchange.single import Single
from tests.made import provider
from translators.canonical import Batch


class Onward:
    """What comes after the stage."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.calls: list[Call] = []
        self.closed = 0
        self._error = error

    @property
    def call(self) -> Call:
        """The only one that came through."""
        assert len(self.calls) == 1
        return self.calls[0]

    async def __call__(self, call: Call) -> Reply:
        """Answer, or fail."""
        self.calls.append(call)
        if self._error is not None:
            raise self._error
        return Reply(Target(provider(), "small", "house/small"), Single(Batch(None, b"{}")), self.close)

    async def close(self) -> None:
        """Counted."""
        self.closed += 1
