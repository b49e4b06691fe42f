"""Who does not want to be told is told nothing."""

from __future__ import annotations

from records.ledger.progress import ShippingWatch, Silent


def test_silence_is_a_watch() -> None:
    """It can stand wherever one is wanted."""
    watch: ShippingWatch = Silent()
    watch.away("x")
    watch.unfit("x")
    watch.back(1.0)
    watch.refused("req_1.1", "x")
    watch.damaged("x", 3)
    watch.stuck("x")
