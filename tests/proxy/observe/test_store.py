"""What is told of the store."""

from __future__ import annotations

import io
import json

from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.store import StoreWatch


def test_an_outage_has_one_line_and_its_end_another() -> None:
    """However often it is asked meanwhile. Nothing of what was asked is in it."""
    log = Log(out := io.BytesIO())
    watch = StoreWatch(log, metrics := Metrics("1", log.lines))
    watch.answered()
    for _ in range(3):
        watch.failed(ConnectionError("redis://:hush@db.example"))
    assert (metrics.store_up, metrics.store_failures) == (False, 3)
    assert b"\nmodelbridge_store_up 0\n" in metrics.render()
    assert b"\nmodelbridge_store_failures_total 3\n" in metrics.render()
    watch.answered()
    watch.answered()
    log.lines.flush()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["level"], line["event"], line.get("fault")) for line in lines] == [
        ("error", "the store does not answer", "ConnectionError"),
        ("info", "the store answers again", None),
    ]
    assert b"hush" not in out.getvalue()
    assert metrics.store_up
