"""An exchange whose calls carry a token where their provider wants one."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from msgspec.structs import replace

from config.credentials import Credential
from proxy.exchange.exchange import Answer, Ask, Exchange
from proxy.exchange.tokens import Tokens


class Authorized:
    """Any other call passes it by."""

    __slots__ = ("_nearby", "inner", "tokens")

    def __init__(self, inner: Exchange, nearby: Exchange, tokens: Tokens) -> None:
        self.inner = inner
        self.tokens = tokens
        self._nearby = nearby

    def send(self, ask: Ask) -> Coroutine[Any, Any, Answer]:
        """Send, and wait for the head of the reply."""
        return self.inner.send(ask) if ask.credential is None else self._send(ask, ask.credential)

    async def close(self) -> None:
        """Close every connection."""
        await self.tokens.close()
        await self._nearby.close()
        await self.inner.close()

    async def _send(self, ask: Ask, credential: Credential) -> Answer:
        headers = await self.tokens.headers(ask.provider, credential)
        answer = await self.inner.send(replace(ask, headers=(*ask.headers, *headers)))
        if answer.status == 401:
            self.tokens.doubt(credential, headers)
        return answer
