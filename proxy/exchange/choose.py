"""Which way a provider is called: over our own connections, or through httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from proxy.exchange.exchange import Exchange
from proxy.exchange.trust import Trust
from proxy.exchange.wire.exchange import WireExchange

KindOfExchange = Literal["wire", "httpx"]


def open_exchange(kind: KindOfExchange, environment: Mapping[str, str]) -> Exchange:
    """The exchange of this kind. Raises ValueError when the environment asks for what cannot be."""
    if kind != "wire":
        raise ValueError(f"no exchange of the kind {kind!r} is built")
    return WireExchange(Trust(environment))
