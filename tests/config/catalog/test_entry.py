"""One model as it is kept."""

from __future__ import annotations

import msgspec
import pytest

from config.catalog.entry import Entry


def test_nothing_known_takes_two_bytes() -> None:
    """There are more than a thousand of them."""
    assert msgspec.json.encode(Entry()) == b"{}"


def test_an_unknown_field_is_refused() -> None:
    """The two files would have drifted apart."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"contxt": 1}', type=Entry)
