"""Which way a provider is called: over our own connections, or through httpx."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import time
from typing import Literal

from proxy.exchange.authorized import Authorized
from proxy.exchange.exchange import Answer, Ask, Exchange
from proxy.exchange.proxies import Proxies
from proxy.exchange.tokens import Tokens, Told
from proxy.exchange.trust import Trust
from proxy.exchange.wire.exchange import WireExchange

Way = Literal["wire", "httpx"]


def quietly(provider: str, why: str) -> None:
    """Nobody hears of it; the calls that fail by it say so themselves."""


def open_exchange(kind: Way, environment: Mapping[str, str], clock: Callable[[], float] = time, told: Told = quietly) -> Authorized:
    """The exchange of this kind; where a proxy stands before a provider, it is called through httpx whatever the kind.

    `clock` tells when a token expires, `told` hears when none could be had. Raises ValueError naming the variable when the
    environment asks for what cannot be.
    """
    trust, proxies = Trust(environment), Proxies(environment)
    outside, nearby = _open(kind, trust, proxies), WireExchange(trust)
    return Authorized(outside, nearby, Tokens(outside, nearby, clock, told))


def _open(kind: Way, trust: Trust, proxies: Proxies) -> Exchange:
    if kind == "httpx":
        return _through_httpx(trust, proxies)
    if not proxies:
        return WireExchange(trust)
    return ByProxy(WireExchange(trust), proxies, lambda: _through_httpx(trust, proxies))


def _through_httpx(trust: Trust, proxies: Proxies) -> Exchange:
    from proxy.exchange.through_httpx import HttpxExchange  # noqa: PLC0415  httpx costs 10 MB and 100 ms at start

    return HttpxExchange(trust, proxies)


class ByProxy:
    """Directly over our own connections; through httpx to where a proxy stands before the provider."""

    __slots__ = ("_direct", "_make", "_proxied", "_proxies")

    def __init__(self, direct: Exchange, proxies: Proxies, make: Callable[[], Exchange]) -> None:
        self._direct = direct
        self._proxies = proxies
        self._make = make
        self._proxied: Exchange | None = None  # until the first call that needs it

    async def send(self, ask: Ask) -> Answer:
        """Send, whichever way leads there."""
        if self._proxies.of(ask.origin) is None:
            return await self._direct.send(ask)
        if self._proxied is None:
            self._proxied = self._make()
        return await self._proxied.send(ask)

    async def close(self) -> None:
        """Close every connection of both."""
        await self._direct.close()
        if self._proxied is not None:
            await self._proxied.close()
