"""Values where nobody expects them: what a server may send instead of what it should."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

ODD: tuple[Any, ...] = (
    None, 0, -1, 1.5, True, "", "x", [], {}, [None], [1], ["a"], [[]], {"a": 1}, 10**30, float("nan"), 1e400, "\ud83d", "[DONE]",
    {"type": "text"}, [{"type": "text"}], {"message": "x"}, {"index": -1}, [{"index": "a"}], [{"delta": 1}], {"\ud83d": 1},
)  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a value something stands."""
    match value:
        case dict():
            inner = [place for key in value for place in places(value[key], (*here, key))]
        case list():
            inner = [place for index in range(len(value)) for place in places(value[index], (*here, index))]
        case _:
            inner = []
    return [here, *inner]


@st.composite
def oddly(draw: st.DrawFn, value: Any) -> Any:
    """The same value, something in it replaced by something odd."""
    found = deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([place for place in places(found) if place] or [("x",)]))
        inner = found
        for step in way:
            inner = inner[step]
        if not isinstance(inner, str):
            inner[last] = deepcopy(draw(st.sampled_from(ODD)))
    return found
