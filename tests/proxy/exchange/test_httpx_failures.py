"""httpx's exceptions, in our words."""

from __future__ import annotations

import errno

import httpx
import pytest

from proxy.exchange.httpx_failures import before_the_head, causes, untouched
from proxy.exchange.httpx_network import UntouchedError
from translators.canonical import Kind


def behind(error: httpx.TransportError, cause: BaseException) -> httpx.TransportError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (behind(httpx.ConnectError("all attempts failed"), ConnectionRefusedError(errno.ECONNREFUSED, "x")), Kind.PROVIDER_UNREACHABLE),
        (behind(httpx.ConnectError("all attempts failed"), OSError(errno.EMFILE, "x")), Kind.PROVIDER_BUSY),
        (httpx.ConnectError("no reason"), Kind.PROVIDER_UNREACHABLE),
        (httpx.ProxyError("407"), Kind.PROVIDER_UNREACHABLE),
        (behind(httpx.ReadError("x"), UntouchedError("x")), Kind.PROVIDER_UNREACHABLE),
        (httpx.ReadError("x"), Kind.PROVIDER_CUT_OFF),
        (httpx.RemoteProtocolError("illegal status line"), Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_each_has_its_kind(error: httpx.TransportError, kind: Kind) -> None:
    """As for our own connections."""
    assert before_the_head("house", error).kind is kind


def test_the_root_comes_first() -> None:
    """Also out of a group of attempts."""
    root = ConnectionRefusedError(errno.ECONNREFUSED, "x")
    group = ExceptionGroup("attempts", [root, OSError(errno.ENETUNREACH, "y")])
    error = behind(httpx.ConnectError("z"), group)
    assert next(iter(causes(error))) is root
    assert not untouched(error)
    assert untouched(behind(httpx.ReadError("z"), UntouchedError("x")))
