"""What a provider said, as JSON."""

import pytest

from proxy.exchange.decoded import decoded
from translators.canonical import Kind, Problem


def test_json_is_read_as_servers_write_it() -> None:
    """Half a surrogate pair and huge numbers too."""
    assert decoded(b'{"a": "\\ud83d", "n": 123456789012345678901234567890}') == {"a": "\ud83d", "n": 123456789012345678901234567890}


@pytest.mark.parametrize("data", [b"", b"{", b"<html>", b'{"a": "\xff"}', b"[" * 100_000], ids=lambda data: repr(data[:12]))
def test_what_is_none_is_the_providers_fault(data: bytes) -> None:
    """Never ours."""
    with pytest.raises(Problem) as caught:
        decoded(data)
    assert caught.value.kind is Kind.PROVIDER_BAD_REPLY
