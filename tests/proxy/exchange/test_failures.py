"""The words for what went wrong."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from proxy.exchange import failures
from translators.canonical import Kind

REASONS = [
    (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "refused"),
    (ConnectionResetError(errno.ECONNRESET, "x"), "dropped"),
    (BrokenPipeError(errno.EPIPE, "x"), "dropped"),
    (socket.gaierror(socket.EAI_NONAME, "x"), "does not resolve"),
    (TimeoutError(errno.ETIMEDOUT, "x"), "did not answer"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "TLS"),
    (OSError(errno.ENETUNREACH, "Network is unreachable"), "Network is unreachable"),
]


@pytest.mark.parametrize(("error", "word"), REASONS, ids=lambda one: type(one).__name__ if isinstance(one, Exception) else "")
def test_each_reason_has_its_word(error: OSError, word: str) -> None:
    """And all of them let another target try."""
    problem = failures.unreachable("house", error)
    assert problem.kind is Kind.PROVIDER_UNREACHABLE
    assert problem.kind.elsewhere
    assert word in problem.message
    assert "'house'" in problem.message


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_our_own_want_of_descriptors_is_not_the_providers_fault(number: int) -> None:
    """It says busy, and when to come back."""
    problem = failures.unreachable("house", OSError(number, "Too many open files"))
    assert problem.kind is Kind.PROVIDER_BUSY
    assert problem.retry_after


def test_a_wait_says_which_it_was_and_how_long() -> None:
    """`0.15 s`, not `0.150000 s`."""
    waits = (failures.CONNECT, failures.FIRST_BYTE, failures.IDLE, failures.TOTAL)
    messages = {failures.timed_out("house", what, 0.15).message for what in waits}
    assert len(messages) == 4
    assert all(message.endswith("within 0.15 s") for message in messages)
