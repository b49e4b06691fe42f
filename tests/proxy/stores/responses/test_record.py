"""A response as it is kept."""

from __future__ import annotations

import msgspec
import pytest

from proxy.stores.responses.record import decode, encode
from tests.responses import record


def test_what_was_encoded_is_decoded() -> None:
    """Its JSON stays the bytes it was."""
    kept = record(before=("resp_0",))
    assert decode(encode(kept)) == kept
    assert kept.response in encode(kept)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\xc0", b"\x02" + msgspec.msgpack.encode(record()), b"{}"])
def test_what_another_version_kept_is_not_found(data: bytes) -> None:
    """Nor what is no such thing."""
    assert decode(data) is None
