"""GET /metrics."""

from __future__ import annotations

import io

import pytest

from proxy.edge.metrics import MetricsPage
from proxy.observe.lines import Lines
from proxy.observe.metrics import Metrics
from proxy.stages.authenticate import Authenticate
from tests.holding import KEY, holding
from tests.visits import Notebook, visit


async def ask(toml: str = "", key: str = "") -> bytes:
    """The reply."""
    line = Notebook()
    page = MetricsPage(Metrics("1.2.3", Lines(io.BytesIO())), Authenticate(lambda: 0.0), holding(toml))
    await page(visit(line, "GET", "/metrics", [(b"authorization", f"Bearer {key}".encode())] if key else []))
    return line.written


async def test_figures_are_text_for_prometheus() -> None:
    """With its type; open to whoever can reach it."""
    head, _, body = (await ask()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-type: text/plain; version=0.0.4" in head
    assert b'modelbridge_build_info{version="1.2.3"} 1' in body
    assert body.endswith(b"\n")


async def test_they_can_be_off() -> None:
    """Then there is nothing here."""
    assert (await ask("[metrics]\nenabled = false\n")).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(("key", "status"), [("", b"401"), ("mb-unknown", b"401"), (KEY, b"200")])
async def test_they_can_ask_for_a_key(key: str, status: bytes) -> None:
    """Any caller's."""
    assert (await ask("[metrics]\nrequire_key = true\n", key)).split()[1] == status
