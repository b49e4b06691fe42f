"""An export's portions; what they hold is tested with both servers, in tests/contract/records."""

from __future__ import annotations

from records.ledger.export import AT_ONCE
from records.ledger.listing import MOST


def test_a_portion_is_small() -> None:
    """Whoever exports a year holds up nobody who asks a provider."""
    assert AT_ONCE <= MOST
