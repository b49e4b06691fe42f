"""Checking tables: every fault at once, and what is left is looked at too."""

from __future__ import annotations

from config.check import check
from config.document import Document
from config.findings import Findings

TEXT = b"""\
[server]
port = "8000"
host = "::1"
[routes.fast]
targets = ["mock/echo", { target = "mock/lorem", weight = -1 }]
[routes.slow]
targets = ["mock/slow"]
strategy = "frist"
[keys.ci]
models = ["fast"]
[nonsense]
a = 1
"""


def test_every_fault_is_found_at_once() -> None:
    """An operator mends a file in one go."""
    findings = Findings(Document("x", TEXT))
    check(findings)
    assert [(fault.line, fault.key) for fault in findings.faults] == [
        (2, "server.port"),
        (5, "routes.fast.targets[1].weight"),
        (8, "routes.slow.strategy"),
        (9, "keys.ci.key"),
        (11, "nonsense"),
    ]


def test_what_has_no_fault_is_still_there() -> None:
    """So that names are resolved for the rest."""
    file = check(Findings(Document("x", TEXT)))
    assert file.server.host == "::1"
    assert set(file.routes) == {"slow"}
    assert file.keys == {}


def test_a_good_file_has_no_findings() -> None:
    """And is what was written."""
    findings = Findings(Document("x", b"[server]\nport = 1\n"))
    assert check(findings).server.port == 1
    assert findings.faults == []
