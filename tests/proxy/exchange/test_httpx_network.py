"""Reading along: where a reply ends, and whether something follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.exchange.httpx_network import Framing
from tests.farside import OK, chunked, with_length

INTERIM = b"HTTP/1.1 103 Early Hints\r\n\r\n"
CLEAN = [OK, chunked(b"a", b"b"), INTERIM + OK, with_length(b"")]


def fed(data: bytes, step: int) -> Framing:
    framing = Framing()
    framing.sent()
    for at in range(0, len(data), step):
        framing.came(data[at : at + step])
    return framing


@given(st.sampled_from(CLEAN), st.integers(min_value=1, max_value=100))
def test_a_whole_reply_spoils_nothing(reply: bytes, step: int) -> None:
    """However it is split; the next request may be sent."""
    framing = fed(reply, step)
    assert framing.headed
    assert not framing.spoiled
    framing.sent()
    framing.came(OK)
    assert not framing.spoiled


@given(st.sampled_from(CLEAN), st.sampled_from([b"x", OK, b"HTTP", b"\0"]), st.integers(min_value=1, max_value=100))
def test_anything_behind_it_does(reply: bytes, rest: bytes, step: int) -> None:
    """In the same packet or a later one."""
    assert fed(reply + rest, step).spoiled


@pytest.mark.parametrize("rubbish", [b"<html>", b"SSH-2.0\r\n\r\n"])
def test_rubbish_spoils(rubbish: bytes) -> None:
    """It is no reply at all."""
    assert fed(rubbish, 100).spoiled
