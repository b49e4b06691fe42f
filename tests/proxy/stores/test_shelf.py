"""What a shelf is. What it does is in tests/contract/stores."""

from __future__ import annotations

from proxy.stores.shelf import Owner, Shelf


def test_an_owner_is_a_purpose_and_a_tenant() -> None:
    """Equal ones are the same owner."""
    assert Owner("thoughts", "ci") == Owner("thoughts", "ci") != Owner("responses", "ci")
    assert len({Owner("thoughts", "ci"), Owner("thoughts", "ci"), Owner("thoughts", "other")}) == 2


def test_a_shelf_is_asked_for_four_things() -> None:
    """No more is needed of it."""
    assert {name for name in vars(Shelf) if not name.startswith("_")} == {"put", "get", "delete", "close"}
