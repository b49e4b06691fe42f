"""Two schemas as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.mock.schema.fits import fits
from proxy.mock.schema.merge import merge
from proxy.mock.schema.refs import Json

SCHEMAS: st.SearchStrategy[Json] = st.one_of(
    st.booleans(),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["integer", "number", "string", "object", ["integer", "null"], ["string", "integer"]]),
            "minimum": st.integers(-3, 3),
            "maximum": st.integers(-3, 3),
            "enum": st.lists(st.integers(-3, 3), min_size=1, max_size=3),
            "minLength": st.integers(0, 2),
            "maxLength": st.integers(0, 2),
            "multipleOf": st.integers(1, 3),
            "properties": st.dictionaries(st.sampled_from("ab"), st.sampled_from([{"type": "integer"}, {"minimum": 1}, False]), max_size=2),
            "required": st.lists(st.sampled_from("ab"), unique=True),
            "additionalProperties": st.sampled_from([False, {"type": "integer"}]),
            "not": st.sampled_from([{"const": 1}, {"type": "string"}]),
        },
    ),
)
VALUES: st.SearchStrategy[Json] = st.one_of(
    st.none(), st.integers(-3, 3), st.text("xy", max_size=3), st.dictionaries(st.sampled_from("abc"), st.integers(-1, 2), max_size=3)
)


@given(SCHEMAS, SCHEMAS, VALUES)
def test_what_fits_the_merged_schema_is_what_fits_both(one: Json, other: Json, value: Json) -> None:
    """The law of merging."""
    assert fits(value, merge(one, other), {}) == (fits(value, one, {}) and fits(value, other, {}))


def test_const_and_arrays_merge_too() -> None:
    """Words that the law above does not reach."""
    merged = merge({"const": 1, "prefixItems": [{"minimum": 1}]}, {"const": 1, "prefixItems": [{"maximum": 3}, True], "uniqueItems": True})
    assert merged["const"] == 1
    assert fits([2, 1], {"prefixItems": merged["prefixItems"]}, {})
    assert not fits([4], {"prefixItems": merged["prefixItems"]}, {})


@pytest.mark.parametrize("word", ["title", "description"])
def test_words_that_only_describe_do_not_matter(word: str) -> None:
    """The last one stands."""
    assert merge({word: "a"}, {word: "b"}) == {word: "b"}
