"""A call, and what is noted of it."""

from __future__ import annotations

import pytest

from proxy.call import Facts
from tests.made import call


def test_a_call_never_changes() -> None:
    """Stages hand on another one."""
    with pytest.raises(AttributeError):
        call().id = "other"  # type: ignore[misc]  # that is the point


def test_facts_are_noted_on_the_way() -> None:
    """Every call has its own; at first nothing is known."""
    one, two = call(), call()
    one.facts.attempts = 3
    assert two.facts == Facts()
    assert (Facts().usage, Facts().cost, Facts().status) == (None, None, 0)
