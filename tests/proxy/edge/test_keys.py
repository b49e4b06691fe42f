"""The key a caller shows."""

from __future__ import annotations

import pytest

from proxy.edge.keys import secret
from proxy.edge.visit import RawHeaders


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([(b"authorization", b"Bearer  one ")], "one"),
        ([(b"authorization", b"bearer one")], "one"),
        ([(b"x-api-key", b"one")], "one"),
        ([(b"api-key", b" one ")], "one"),
        ([(b"x-api-key", b"other"), (b"authorization", b"Bearer one")], "one"),
        ([(b"authorization", b"Basic abc"), (b"api-key", b"one")], "one"),
        ([(b"authorization", b"Bearer"), (b"api-key", b"one")], "one"),
        ([(b"x-goog-api-key", b"one")], "one"),
        ([(b"x-goog-api-key", b"one"), (b"x-api-key", b"")], "one"),
        ([(b"authorization", b"one")], ""),
        ([(b"authorization", b"Bearer \xfc")], "\xfc"),
        ([], ""),
    ],
)
def test_a_key_is_found_wherever_an_sdk_puts_it(headers: RawHeaders, found: str) -> None:
    """A bearer wins."""
    assert secret(headers) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (b"key=one", "one"),
        (b"alt=sse&key=one", "one"),
        (b"key=o%6Ee&alt=sse", "one"),
        (b"key=", ""),
        (b"monkey=one", ""),
        (b"", ""),
    ],
)
def test_googles_callers_may_put_it_into_the_query(query: bytes, found: str) -> None:
    """Any header wins over it."""
    assert secret([], query) == found
    assert secret([(b"x-goog-api-key", b"two")], query) == "two"
