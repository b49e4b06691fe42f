"""What gateway.py hands to the commands, so that they need not know how a gateway is put together."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Protocol

from config import Holder
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics

Ready = Callable[[], None]


class Built(Protocol):
    """A gateway, not yet listening."""

    @property
    def metrics(self) -> Metrics:
        """What it counts."""

    async def serve(self, bound: socket.socket, ready: Ready) -> None:
        """Answer callers until told to stop, then close everything. `ready` is called once the first can be answered."""


class Build(Protocol):
    """Puts a gateway together."""

    def __call__(self, holder: Holder, *, log: Log, environment: Mapping[str, str]) -> Built:
        """From a configuration, and what it may write to and read from."""


class ServeMock(Protocol):
    """Runs the mock provider by itself."""

    async def __call__(self, bound: socket.socket, ready: Ready, *, key: str | None, latency: float, rate: float, faults: str) -> None:
        """Answer until told to stop."""


class Parts(Protocol):
    """Everything the commands are handed."""

    @property
    def build(self) -> Build:
        """The gateway."""

    @property
    def serve_mock(self) -> ServeMock:
        """The mock provider."""
