"""Tokens for providers that want no key: fetched once for all calls, and renewed while the old one is still good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config.address import parse
from config.credentials import (
    Credential,
    EntraFederated,
    EntraMachine,
    EntraSecret,
    GoogleFederated,
    GoogleKey,
    GoogleMachine,
    GoogleUser,
)
from proxy.exchange import entra, google
from proxy.exchange.exchange import Ask, Bounds, Exchange, Origin, Patience
from proxy.exchange.fetching import Asked, Fetching, Opened, Refused, Said, Token
from translators.canonical import Kind, Problem

Told = Callable[[str, str], None]  # the provider, and what was wrong
Headers = tuple[tuple[str, str], ...]

# Google's metadata server gives a new token in the last five minutes of the old one, so asking earlier is asking in vain.
AHEAD = 225.0  # seconds before its end in which a token is renewed
SHARE = 4  # and never before three quarters of its life are over
LAST = 5.0  # seconds in which it is no longer shown: it would die on the way
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # between attempts that fail
DOUBT_PAUSE = 30.0  # how old a token must be for a provider's 401 to be its fault
PATIENCE = Patience(connect=5.0, first_byte=15.0, idle=15.0, total=30.0)
BOUNDS = Bounds(connections=4, queue=100, queue_wait=10.0, body_bytes=1_048_576)
LARGEST = 65_536  # bytes of a token in a file

FETCHERS: Mapping[type, Callable[[Any, float], Fetching]] = {
    GoogleKey: google.by_key,
    GoogleUser: google.by_consent,
    GoogleMachine: google.by_machine,
    GoogleFederated: google.by_federation,
    EntraSecret: entra.by_secret,
    EntraFederated: entra.by_federation,
    EntraMachine: entra.by_machine,
}
NEARBY = (GoogleMachine, EntraMachine)  # asked on the machine itself: no proxy stands before it


class Kept:
    """What is known of one credential's token."""

    __slots__ = ("expires", "failed", "fetched", "headers", "pause", "renew", "task", "timer", "until", "used")

    def __init__(self) -> None:
        self.headers: Headers = ()
        self.fetched = self.expires = self.until = 0.0  # until: when it is no longer shown
        self.renew = 0.0  # from then on a new one is fetched; after a failure, the next attempt
        self.pause = 0.0
        self.failed: Refused | None = None
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.used = False  # since it was fetched


class Tokens:
    """Every token there is, by the credential it was fetched with: a reload that keeps the credential keeps the token."""

    def __init__(self, outside: Exchange, nearby: Exchange, clock: Callable[[], float], told: Told) -> None:
        self._outside = outside
        self._nearby = nearby
        self._clock = clock
        self._told = told
        self._kept: dict[Credential, Kept] = {}
        self._closed = False

    async def headers(self, provider: str, credential: Credential) -> Headers:
        """What goes along with a call. Waits only when there is no good token; raises Problem when none can be had."""
        kept = self._kept.get(credential)
        if kept is None:
            self._forget()
            kept = self._kept[credential] = Kept()
        now = self._clock()
        good = now < kept.until
        if now >= kept.renew:
            self._renew(provider, credential, kept)
        if good:
            kept.used = True
            return kept.headers
        if kept.task is not None:
            await asyncio.wait([kept.task])  # a caller who leaves does not stop it for the others
        if self._clock() < kept.until:
            kept.used = True
            return kept.headers
        raise self._problem(provider, kept)

    def doubt(self, credential: Credential, shown: Headers) -> None:
        """A provider has refused this token before its time: the next call gets another one."""
        kept = self._kept.get(credential)
        if kept is not None and kept.headers == shown and self._clock() - kept.fetched >= DOUBT_PAUSE:
            kept.until = kept.renew = 0.0

    async def close(self) -> None:
        """Fetch no more."""
        self._closed = True
        tasks = [kept.task for kept in self._kept.values() if kept.task is not None]
        for kept in self._kept.values():
            if kept.timer is not None:
                kept.timer.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self) -> None:
        """Credentials nobody has any more leave with their last token."""
        now = self._clock()
        for credential in [one for one, kept in self._kept.items() if now >= kept.expires and kept.task is None]:
            del self._kept[credential]

    def _renew(self, provider: str, credential: Credential, kept: Kept) -> None:
        if kept.task is None and not self._closed:
            kept.task = asyncio.create_task(self._fetch(provider, credential, kept))

    async def _fetch(self, provider: str, credential: Credential, kept: Kept) -> None:
        """One attempt: a new token, or the old one for a while longer."""
        try:
            token = await self._walked(provider, credential)
        except Refused as refused:
            self._note_failure(provider, kept, refused)
        except Problem as problem:
            self._note_failure(provider, kept, Refused(problem.message, final=False))
        except Exception as error:  # whatever it is, a call that waits must hear of it
            self._note_failure(provider, kept, Refused(f"fetching it failed: {type(error).__name__}", final=False))
        else:
            self._take(provider, credential, kept, token)
        finally:
            kept.task = None

    async def _walked(self, provider: str, credential: Credential) -> Token:
        """Step by step. Each step is thought out in a thread: signing takes milliseconds, reading a file may take for ever."""
        exchange = self._nearby if isinstance(credential, NEARBY) else self._outside
        walk = FETCHERS[type(credential)](credential, self._clock())
        said: Said | None = None
        while True:
            step = await asyncio.to_thread(_next, walk, said)
            if isinstance(step, Token):
                return step
            said = await (asyncio.to_thread(_read, step) if isinstance(step, Opened) else _answer(exchange, provider, step))

    def _take(self, provider: str, credential: Credential, kept: Kept, token: Token) -> None:
        now = self._clock()
        life = token.expires - now
        kept.headers = (("authorization", f"Bearer {token.text}"),)
        kept.fetched, kept.expires, kept.failed, kept.pause = now, token.expires, None, 0.0
        kept.until = token.expires - min(LAST, life / SHARE)
        # Whoever gives the same old token again is not asked on and on.
        kept.renew = max(token.expires - min(AHEAD, life / SHARE), now + FIRST_PAUSE)
        kept.used = False
        if kept.timer is not None:
            kept.timer.cancel()
        wait = max(0.0, kept.renew - now)
        kept.timer = asyncio.get_running_loop().call_later(wait, self._due, provider, credential, kept)

    def _due(self, provider: str, credential: Credential, kept: Kept) -> None:
        """A token that was used is renewed ahead of its end even when no call comes just then."""
        kept.timer = None
        if kept.used and self._clock() >= kept.renew:
            self._renew(provider, credential, kept)

    def _note_failure(self, provider: str, kept: Kept, refused: Refused) -> None:
        kept.pause = min(LONGEST_PAUSE, kept.pause * 2 or FIRST_PAUSE)
        kept.renew = self._clock() + kept.pause
        kept.failed = refused
        self._told(provider, f"{refused.why}: {refused.detail}" if refused.detail else refused.why)

    def _problem(self, provider: str, kept: Kept) -> Problem:
        if self._closed:
            return Problem(Kind.STOPPING, "the gateway is stopping")
        failed = kept.failed or Refused("it expired before it came", final=False)
        kind = Kind.PROVIDER_KEY_REFUSED if failed.final else Kind.PROVIDER_UNREACHABLE
        again = max(1.0, kept.renew - self._clock())
        return Problem(kind, f"there is no token for provider {provider!r}: {failed.why}", retry_after=None if failed.final else again)


def _next(walk: Fetching, said: Said | None) -> Asked | Opened | Token:
    try:
        return next(walk) if said is None else walk.send(said)
    except StopIteration as end:
        token: Token = end.value
        return token


def _read(step: Opened) -> Said:
    try:
        with Path(step.path).open("rb") as file:
            return Said(file.read(LARGEST))
    except OSError as error:
        raise Refused(f"the file of its token cannot be read: {error.strerror}", final=False) from error


async def _answer(exchange: Exchange, provider: str, step: Asked) -> Said:
    bare, _, query = step.url.partition("?")
    address = parse(bare)
    ask = Ask(
        f"{provider} (token)",  # places of its own: calls to the provider must not keep its token waiting
        Origin(address.scheme, address.host, address.port),
        (address.path or "/") + (f"?{query}" if query else ""),
        step.headers,
        step.body,
        PATIENCE,
        BOUNDS,
        method="POST" if step.body else "GET",
        whole=True,
    )
    answer = await exchange.send(ask)
    try:
        return Said(await answer.read(), answer.status)
    finally:
        await answer.close()
