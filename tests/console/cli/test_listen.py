"""A socket that is bound, and its address."""

from __future__ import annotations

import socket

import pytest

from console.cli.listen import listen, url


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1")])
def test_a_free_port_is_known_at_once(host: str, shown: str) -> None:
    """And a caller on this machine can use the address that is shown."""
    with listen(host, 0) as bound:
        port = bound.getsockname()[1]
        assert url(bound) == f"http://{shown}:{port}"
        with socket.create_connection((shown.strip("[]"), port), 5):
            pass


def test_a_port_in_use_is_an_error() -> None:
    """Also while the other one has not been asked anything yet."""
    with listen("127.0.0.1", 0) as bound, pytest.raises(OSError, match="Address already in use"):
        listen("127.0.0.1", bound.getsockname()[1])


def test_an_address_that_is_not_here_is_an_error() -> None:
    """192.0.2.1 is nobody's."""
    with pytest.raises(OSError, match="Cannot assign requested address"):
        listen("192.0.2.1", 0)
