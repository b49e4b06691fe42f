"""Depth is counted exactly, in linear time, and without recursion."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.framing.nesting import DEEPEST, too_deep

values = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('[]{}"\\aé'), max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.sampled_from('[{"\\b'), max_size=3), inner, max_size=4),
    max_leaves=40,
)


def depth(value: Any) -> int:
    """As a child would count it."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(values, st.integers(0, 6))
def test_depth_is_what_a_child_would_count(value: Any, limit: int) -> None:
    """Brackets inside strings, escaped quotes and all."""
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert too_deep(text.encode(), limit) == (depth(value) > limit)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"b":['])
def test_the_limit_itself_is_allowed(opening: bytes) -> None:
    """One more is not."""
    times = DEEPEST // (opening.count(b"[") + opening.count(b"{"))
    assert not too_deep(opening * times)
    assert too_deep(opening * (times + 3))


@pytest.mark.parametrize("body", [b"[" * 20_000_000, b"[[]]," * 4_000_000, b'"",' * 7_000_000 + b"[" * 200, b'"\\"[",' * 3_000_000])
def test_no_body_takes_long(body: bytes) -> None:
    """Twenty megabytes of spite, well inside the time of one slow request."""
    began = process_time()
    too_deep(body)
    assert process_time() - began < 5
