"""Numbers within bounds."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from proxy.mock.schema.fits import fits
from proxy.mock.schema.numbers import integers, numbers
from proxy.mock.schema.refs import Json

BOUNDS = st.fixed_dictionaries(
    {},
    optional={
        "minimum": st.integers(-50, 50),
        "exclusiveMaximum": st.integers(60, 90),
        "multipleOf": st.sampled_from([1, 3, 0.5, 0.25, 7]),
    },
)


@given(BOUNDS)
def test_there_is_a_whole_number_within_wide_bounds(schema: Json) -> None:
    """And it is one."""
    assert any(fits(each, {**schema, "type": "integer"}, {}) for each in integers(schema))


@given(BOUNDS)
def test_there_is_a_number_within_wide_bounds(schema: Json) -> None:
    """Of any kind."""
    assert any(fits(each, schema, {}) for each in numbers(schema))


def test_what_is_made_is_what_a_person_would_write() -> None:
    """Small, and near the bound that is there."""
    assert next(integers({})) == 1
    assert next(integers({"minimum": 18})) == 18
    assert next(integers({"maximum": -4})) == -4
    assert next(iter(numbers({"minimum": 0, "maximum": 1}))) == 0.5
    assert next(iter(numbers({"maximum": -1.5}))) == -1.5
    assert next(iter(numbers({"minimum": 2}))) == 2
    assert list(islice(numbers({"multipleOf": 0.1}), 3)) == [0.1, 0.2, 0.3]
    assert next(integers({"multipleOf": 1.5})) == 3
