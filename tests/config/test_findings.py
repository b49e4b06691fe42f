"""Findings: everything, and nothing twice."""

from __future__ import annotations

from config.document import Document
from config.findings import Findings
from config.secrets import Absent, Unfit


def test_what_follows_from_a_fault_is_left_out() -> None:
    """A broken table has broken settings; nobody needs to hear of both."""
    findings = Findings(Document("x", b"[routes.a]\n[routes.b]\n"))
    findings.fault(("routes", "a"), "is bad")
    findings.fault(("routes", "a", "targets", 0), "is bad too")
    findings.fault(("routes", "b"), "is bad for itself")
    assert [str(fault) for fault in findings.faults] == ["x:1: routes.a: is bad", "x:2: routes.b: is bad for itself"]


def test_a_fault_deep_inside_does_not_hide_one_around_it() -> None:
    """They have nothing to do with each other."""
    findings = Findings(Document("x", b""))
    findings.fault(("providers", "a", "idle"), "one")
    findings.fault(("providers", "a", "base_url"), "another")
    assert len(findings.faults) == 2


def test_names_are_those_written_faulty_or_not() -> None:
    """So that a name with a fault is not unknown as well."""
    findings = Findings(Document("x", b"routes.a = 1\nproviders = 2\n"))
    assert findings.named("routes") == {"a"}
    assert findings.named("providers") == findings.named("keys") == frozenset()


def test_a_warning_names_its_setting() -> None:
    """As an operator would write it."""
    findings = Findings(Document("x", b""))
    findings.warn(("routes", "a", "targets", 0), "is odd")
    assert findings.warnings == ["routes.a.targets[0]: is odd"]


def test_a_secret_is_a_fault_only_where_it_is_needed() -> None:
    """Everywhere, unless somebody says where."""
    for needed, faulty in (
        ((), ["x:1: admin.token: is not set", "x: store.database: is long"]),
        (("store",), ["x: store.database: is long"]),
    ):
        findings = Findings(Document("x", b"[admin]\n"), needed)
        findings.lacking(("admin", "token"), Absent("is not set"))
        findings.lacking(("store", "database"), Unfit("is long"))
        assert [str(fault) for fault in findings.faults] == faulty
