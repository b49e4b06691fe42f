"""How the mock hangs up."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.mock_listening import listening
from tests.mocked import wanting


def exchange(port: int, body: bytes) -> tuple[bytes, type[OSError] | None]:
    """What a plain socket gets, and how it ends."""
    head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: mock\r\ncontent-length: %d\r\n\r\n" % len(body)
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(head + body)
        try:
            while more := wire.recv(65536):
                got += more
        except OSError as error:
            return got, type(error)
    return got, None


@pytest.mark.parametrize(("fault", "end"), [("cut", None), ("reset", ConnectionResetError)])
async def test_a_cut_is_a_fin_and_a_reset_a_rst(fault: str, end: type[OSError] | None) -> None:
    """After half of the answer has been sent."""
    async with listening() as port:
        got, ended = await asyncio.to_thread(exchange, port, wanting(model=fault, stream=True))
    assert ended is end
    assert got.startswith(b"HTTP/1.1 200")
    assert b'"content":"one ' in got.replace(b": ", b":")
    assert not got.endswith(b"0\r\n\r\n")


async def test_a_close_comes_without_a_byte() -> None:
    """Not even a status line."""
    async with listening() as port:
        assert await asyncio.to_thread(exchange, port, wanting(model="close")) == (b"", None)
