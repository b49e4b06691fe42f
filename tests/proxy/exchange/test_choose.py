"""The way that is chosen: ours unless a proxy stands before the provider, and httpx not even imported until then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from proxy.exchange.authorized import Authorized
from proxy.exchange.choose import ByProxy, open_exchange
from proxy.exchange.exchange import Origin
from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.wire.exchange import WireExchange
from tests.asks import ask, body_of
from tests.farside import OK, answers, far_side, with_length


async def test_the_kinds() -> None:
    """Two names, two implementations."""
    for kind, type_ in (("wire", WireExchange), ("httpx", HttpxExchange)):
        exchange = open_exchange("wire" if kind == "wire" else "httpx", {"NO_PROXY": "*"})
        assert isinstance(exchange, Authorized)
        assert type(exchange.inner) is type_
        await exchange.close()


async def test_only_what_has_a_proxy_before_it_goes_through_httpx() -> None:
    """The proxy is asked for the whole URL; the provider on this machine is called directly."""
    async with far_side(answers(with_length(b"by proxy"))) as proxy, far_side(answers(OK)) as direct:
        exchange = open_exchange("wire", {"HTTP_PROXY": f"http://user:word@127.0.0.1:{proxy.origin.port}"})
        assert isinstance(exchange, Authorized)
        assert isinstance(exchange.inner, ByProxy)
        assert await body_of(exchange, ask(direct.origin)) == b"{}"
        assert proxy.connections == 0
        assert await body_of(exchange, ask(Origin("http", "provider.example", 80))) == b"by proxy"
        assert direct.connections == 1
        await exchange.close()
    (received,) = proxy.requests
    assert received.line == "POST http://provider.example/v1/chat/completions HTTP/1.1"
    assert received.values("proxy-authorization") == ["Basic dXNlcjp3b3Jk"]
    assert received.values("host") == ["provider.example"]


@pytest.mark.parametrize("environment", [{"HTTPS_PROXY": "socks5://a:1"}, {"SSL_CERT_FILE": "/nowhere"}])
def test_an_environment_that_cannot_be_is_said_at_start(environment: dict[str, str]) -> None:
    """With the variable's name."""
    with pytest.raises(ValueError, match=next(iter(environment))):
        open_exchange("wire", environment)


def test_httpx_is_not_imported_until_it_is_needed() -> None:
    """It costs 10 MB and 100 ms."""
    code = (
        "import sys; from proxy.exchange.choose import open_exchange;"
        "open_exchange('wire', {'HTTPS_PROXY': 'http://a:1'}); print('httpx' in sys.modules, 'httpcore' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]
