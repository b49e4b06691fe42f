"""References inside a schema."""

from __future__ import annotations

import pytest

from proxy.mock.schema.refs import UnsatisfiableError, resolve

ROOT = {"$defs": {"a/b": {"type": "string"}, "~": {"const": 1}}, "anyOf": [{}, {"const": 2}]}


@pytest.mark.parametrize(
    ("ref", "found"), [("#", ROOT), ("#/$defs/a~1b", {"type": "string"}), ("#/$defs/~0", {"const": 1}), ("#/anyOf/1", {"const": 2})]
)
def test_a_pointer_leads_to_its_schema(ref: str, found: object) -> None:
    """Escapes and list positions included."""
    assert resolve(ref, ROOT) == found


@pytest.mark.parametrize("ref", ["http://example.com/schema", "other.json#/a", "#/$defs/nobody", "#/anyOf/7", "#anchor", 7])
def test_a_pointer_that_leads_nowhere_says_so(ref: object) -> None:
    """Nothing is fetched, and nothing made up."""
    with pytest.raises(UnsatisfiableError, match=r"\$ref"):
        resolve(ref, ROOT)
