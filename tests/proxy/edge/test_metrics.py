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
from translators.canonical import Problem


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
    with pytest.raises(Problem) as found:
        await ask("[metrics]\nenabled = false\n")
    assert found.value.status == 404


@pytest.mark.parametrize("key", ["", "mb-unknown"])
async def test_they_can_ask_for_a_key(key: str) -> None:
    """Any caller's."""
    with pytest.raises(Problem) as found:
        await ask("[metrics]\nrequire_key = true\n", key)
    assert found.value.status == 401
    assert (await ask("[metrics]\nrequire_key = true\n", KEY)).startswith(b"HTTP/1.1 200 ")
