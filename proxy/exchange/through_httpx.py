"""Exchanges through httpx: slower, but it goes through proxies. The behaviour is that of our own connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

import httpcore
import httpx

from proxy.exchange import failures
from proxy.exchange.exchange import Answer, Ask, Load
from proxy.exchange.head import Field, lines
from proxy.exchange.httpx_answer import HttpxAnswer, Sent
from proxy.exchange.httpx_failures import before_the_head, untouched
from proxy.exchange.httpx_journey import FOR_EVER, Journey
from proxy.exchange.httpx_network import Network
from proxy.exchange.pool import Pooled
from proxy.exchange.proxies import Proxies
from proxy.exchange.slots import Slots
from proxy.exchange.trust import Trust
from proxy.exchange.unpack import unpacker

KEPT = 50.0  # seconds a connection is kept unused
MOST_KEPT = 100


class Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of our making. A client would add cookies, redirects and headers of its own."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool


class HttpxExchange:
    """Through a proxy where one stands before the provider, directly where none does."""

    def __init__(self, trust: Trust, proxies: Proxies, now: Callable[[], float] = monotonic) -> None:
        self._trust = trust
        self._proxies = proxies
        self._now = now
        self._slots: dict[str, Slots[Pooled]] = {}
        self._transports: dict[tuple[str, str | None, bool], Transport] = {}
        self._journeys: set[Journey] = set()
        self._answers: set[HttpxAnswer] = set()
        self._closed = False

    async def send(self, ask: Ask) -> Answer:
        """Send, and wait for the head of the reply."""
        fields = lines(ask)
        if self._closed:
            raise failures.stopping()
        slots = self._slots.setdefault(ask.provider, Slots(ask.bounds))
        total_at = self._now() + ask.patience.total if ask.patience.total else FOR_EVER
        await slots.take(ask, total_at, fresh=False)
        try:
            response, sent = await self._twice(ask, fields, total_at)
            answer = HttpxAnswer(response, sent, self._now, lambda: self._over(answer, slots))
        except BaseException:
            slots.pool.free()
            raise
        self._answers.add(answer)
        return answer

    def load(self) -> Mapping[str, Load]:
        """What each provider takes at this moment, by name."""
        return {name: slots.pool.load() for name, slots in self._slots.items()}

    async def close(self) -> None:
        """Close every connection, also those in use."""
        self._closed = True
        for slots in self._slots.values():
            slots.pool.disband(failures.stopping())
        for journey in self._journeys:
            journey.call_off()
        for answer in tuple(self._answers):
            await answer.abandon(failures.stopping())
        for transport in self._transports.values():
            await transport.aclose()

    def _over(self, answer: HttpxAnswer, slots: Slots[Pooled]) -> None:
        self._answers.discard(answer)
        slots.pool.free()

    async def _twice(self, ask: Ask, fields: list[Field], total_at: float) -> tuple[httpx.Response, Sent]:
        """Once more when a kept connection turned out to be closed before a byte of the reply came."""
        journey = Journey(ask, total_at, self._now)
        try:
            return await self._once(ask, fields, total_at, journey)
        except httpx.TransportError as error:
            if not (journey.reused and untouched(error)):
                raise before_the_head(ask.provider, error) from error
        try:
            return await self._once(ask, fields, total_at, Journey(ask, total_at, self._now), fresh=True)
        except httpx.TransportError as error:
            raise before_the_head(ask.provider, error) from error

    async def _once(
        self, ask: Ask, fields: list[Field], total_at: float, journey: Journey, *, fresh: bool = False
    ) -> tuple[httpx.Response, Sent]:
        origin = ask.origin
        request = httpx.Request(
            ask.method,
            httpx.URL(scheme=origin.scheme, host=origin.host, port=origin.port, raw_path=ask.path.encode("ascii")),
            headers=[*fields, (b"content-length", b"%d" % len(ask.body))],
            content=journey.body() if ask.body else b"",
            extensions={"trace": journey.trace},
        )
        self._journeys.add(journey)
        try:
            async with journey:
                response = await self._transport(ask, fresh=fresh).handle_async_request(request)
        except TimeoutError as error:
            raise failures.stopping() if self._closed else journey.out_of_time() from error
        finally:
            self._journeys.discard(journey)
        response.request = request
        try:
            _check_head(ask, response)
        except BaseException:
            await response.aclose()
            raise
        return response, Sent(ask, journey.sent_at, total_at, journey.reused)

    def _transport(self, ask: Ask, *, fresh: bool) -> Transport:
        """`fresh`: over a connection that was never used. Its pool keeps none."""
        scheme, proxy = ask.origin.scheme, self._proxies.of(ask.origin)
        found = self._transports.get((scheme, proxy, fresh))
        if found is None:
            found = self._transports[(scheme, proxy, fresh)] = Transport(self._pool(scheme, proxy, 0 if fresh else MOST_KEPT))
        return found

    def _pool(self, scheme: str, proxy: str | None, kept: int) -> httpcore.AsyncConnectionPool:
        network = Network(httpcore.AnyIOBackend(), self._now)
        tls = self._trust.context() if scheme == "https" else None
        if proxy is None:
            return httpcore.AsyncConnectionPool(
                tls, max_connections=None, max_keepalive_connections=kept, keepalive_expiry=KEPT, network_backend=network
            )
        way = httpx.Proxy(proxy)
        return httpcore.AsyncHTTPProxy(
            httpcore.URL(scheme=way.url.raw_scheme, host=way.url.raw_host, port=way.url.port, target=way.url.raw_path),
            proxy_auth=way.raw_auth,
            ssl_context=tls,
            proxy_ssl_context=self._trust.context() if way.url.scheme == "https" else None,
            max_connections=None,
            max_keepalive_connections=kept,
            keepalive_expiry=KEPT,
            network_backend=network,
        )


def _check_head(ask: Ask, response: httpx.Response) -> None:
    if response.status_code < 200:
        raise failures.bad_reply(ask.provider, f"status {response.status_code}, which was not asked for")
    if sum(len(name) + len(value) + len(b": \r\n") for name, value in response.headers.raw) > ask.bounds.header_bytes:
        raise failures.bad_reply(ask.provider, "a head larger than is allowed")
    unpacker(ask.provider, response.headers.get("content-encoding", ""), ask.bounds.body_bytes)
