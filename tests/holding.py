"""A holder of a configuration that is in no file."""

from __future__ import annotations

from collections.abc import Mapping

from config import Holder
from config.snapshot import Snapshot
from tests.tables import loaded

KEY = "mb-a-key-for-tests-0123456789abcdef"
TOML = """
[keys.tests]
key = "env:TEST_KEY"
"""


def holding(more: str | Snapshot = "", environment: Mapping[str, str] | None = None) -> Holder:
    """Of this text and a key, or of this snapshot."""
    held = Holder(None, {}, clock=lambda: 0.0)
    held.current = loaded(TOML + more, {"TEST_KEY": KEY, **(environment or {})}) if isinstance(more, str) else more
    return held
