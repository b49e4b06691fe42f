"""Who owns what a call leaves behind."""

from __future__ import annotations

from msgspec.structs import replace

from proxy.stores.tenant import tenant_of
from tests.made import call, key


def test_a_tenant_is_a_key() -> None:
    """Its name, not its secret: that may be replaced. A call without one owns nothing of anybody's."""
    asked = call(caller=key(name="ci"))
    assert tenant_of(asked) == "ci"
    assert tenant_of(replace(asked, caller=key("another-secret", name="ci"))) == "ci"
    assert tenant_of(replace(asked, caller=None)) == ""
