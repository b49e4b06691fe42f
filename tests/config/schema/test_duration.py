"""Durations: written with a unit, shown as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.schema.duration import UNITS, Duration

ADAPTER: TypeAdapter[Duration] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("500ms", 0.5), ("2m", 120), ("1h", 3600), ("1d", 86400), ("0s", 0), ("1.5s", 1.5), ("0.5h", 1800)]
)
def test_a_number_and_a_unit_is_a_duration(text: str, seconds: float) -> None:
    """Every unit there is."""
    assert Duration.parse(text) == seconds


@given(st.integers(min_value=0, max_value=366 * 24), st.sampled_from(sorted(UNITS)))
def test_what_is_shown_is_read_as_the_same(number: int, unit: str) -> None:
    """str and parse undo each other."""
    duration = Duration(min(number * UNITS[unit], 366 * 86400.0))
    assert Duration.parse(str(duration)) == pytest.approx(duration)


@pytest.mark.parametrize("text", ["", "30", "s", "30 s", "-1s", "1e3s", "30sec", "1h30m", "٣s", "400d", "9999999999s"])
def test_anything_else_is_refused(text: str) -> None:
    """With words that say what would be right."""
    with pytest.raises(ValueError, match=r"write a number and a unit|at most 366d"):
        Duration.parse(text)


def test_a_bare_number_is_told_its_unit() -> None:
    """The likely mistake has its own words."""
    with pytest.raises(ValidationError, match='write "30s"'):
        ADAPTER.validate_python(30)


@pytest.mark.parametrize("value", [True, None, [], "soon"], ids=repr)
def test_what_is_not_a_text_is_refused(value: object) -> None:
    """True is not one second."""
    with pytest.raises(ValidationError, match="not a duration"):
        ADAPTER.validate_python(value)


def test_a_duration_passes_as_it_is() -> None:
    """Defaults are durations already."""
    assert float(ADAPTER.validate_python(Duration(3))) == 3
    assert repr(Duration(0.25)) == "Duration('250ms')"
