"""What httpx raises, as problems in our words."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from proxy.exchange import failures
from proxy.exchange.httpx_network import UntouchedError
from translators.canonical import Kind, Problem


def untouched(error: BaseException) -> bool:
    """Did the connection end before a byte of the reply came?"""
    return any(isinstance(one, UntouchedError) for one in causes(error))


def before_the_head(provider: str, error: httpx.TransportError) -> Problem:
    """An exchange that failed before its reply had a head."""
    if isinstance(error, httpx.ProxyError):
        return Problem(Kind.PROVIDER_UNREACHABLE, f"provider {provider!r} could not be reached through the proxy: {error}")
    if isinstance(error, httpx.RemoteProtocolError):
        return failures.bad_reply(provider, f"malformed HTTP: {error}")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) or untouched(error):
        root = next((one for one in causes(error) if isinstance(one, OSError) and (one.errno or one.args)), None)
        return failures.silent(provider) if root is None else failures.unreachable(provider, root)
    return failures.cut_off(provider, "the head of its answer")


def causes(error: BaseException) -> Iterator[BaseException]:
    """What led to an error, the root first."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from causes(one)
    behind = error.__cause__ or error.__context__
    if behind is not None:
        yield from causes(behind)
    yield error
