"""The contract: what is not said has a meaning."""

from __future__ import annotations

import pytest

from translators.translator import Envelope, Sight


def test_an_envelope_says_only_what_was_asked() -> None:
    """One answer, whole, without limits."""
    assert Envelope(model="m") == Envelope(model="m", stream=False, wants_usage=False, max_tokens=None, n=1, user=None, tier=None)


def test_a_sight_of_nothing_is_a_heartbeat() -> None:
    """No content, no end, no problem."""
    assert Sight() == Sight(content=False, reason=None, ended=0, usage=None, usage_only=False, done=False, problem=None)


@pytest.mark.parametrize("shared", [Envelope(model="m"), Sight()])
def test_what_is_shared_cannot_be_changed(shared: object) -> None:
    """One sight serves for every ordinary frame."""
    with pytest.raises(AttributeError):
        shared.content = True  # type: ignore[attr-defined]  # that it cannot be set is what is tested
