"""What is left of a provider's limits: nothing is said that is not known."""

from __future__ import annotations

import pytest

from translators.canonical import Limits, Window


def test_what_was_not_said_is_none() -> None:
    """Not zero: none left is another thing."""
    assert Limits() == Limits(requests=None, tokens=None)
    assert Window() == Window(None, None, None)
    assert Window(remaining=0) != Window()


def test_limits_are_frozen() -> None:
    """A problem may be told twice."""
    with pytest.raises(AttributeError):
        Limits().requests = Window()  # type: ignore[misc]  # that it cannot be done is the point
