"""What an endpoint is given."""

from __future__ import annotations

from console.api.asked import pairs, tell
from tests.visits import Notebook, visit


def test_a_query_is_read_pair_by_pair() -> None:
    """Unquoted once; an empty value is one."""
    asked = visit(Notebook(), "GET", "/api/usage/summary", query=b"tag=team%3Dblue&user=&customer=zo%C3%AB&key=a+b&user=%ff")
    assert pairs(asked) == [("tag", "team=blue"), ("user", ""), ("customer", "zoë"), ("key", "a b"), ("user", "\ufffd")]
    assert pairs(visit(Notebook())) == []


def test_what_is_told_is_not_kept_on_the_way() -> None:
    """Nobody's cache may answer instead."""
    line = Notebook()
    tell(visit(line, "GET"), {"cost_usd": "0.1"})
    assert line.written.endswith(b'\r\n\r\n{"cost_usd":"0.1"}')
    assert b"cache-control: no-store\r\n" in line.written
