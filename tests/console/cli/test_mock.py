"""`modelbridge mock`: a provider in a process of its own."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest

from console.cli.built import Ready
from console.cli.mock import mock
from tests.commanded import SURROUNDINGS, commanded
from tests.served import COMMAND, PATIENCE

ASK = {"model": "lorem-20", "messages": [{"role": "user", "content": "hello"}]}


@contextmanager
def mocking(folder: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """One on a free port, and where it is."""
    process = subprocess.Popen(
        [*COMMAND, "mock", "--port", "0", *arguments],
        cwd=folder,
        env=SURROUNDINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield re.findall(r"^modelbridge mock is ready at (\S+)\n$", said)[0], process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def test_it_answers_like_a_provider(tmp_path: Path) -> None:
    """To any key, unless it was given one."""
    with mocking(tmp_path) as (url, _):
        assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 200
    with mocking(tmp_path, "--key", "k") as (url, _):
        assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 401
        assert httpx.post(f"{url}/chat/completions", json=ASK, headers={"authorization": "Bearer k"}).status_code == 200


def test_it_is_as_slow_as_it_is_told_to_be(tmp_path: Path) -> None:
    """Before the answer, and while it answers: 20 tokens at 100 a second are 0.2 s, and 0.1 s before."""
    with mocking(tmp_path, "--latency", "0.1", "--rate", "100") as (url, _):
        began = monotonic()
        assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 200
        assert monotonic() - began > 0.28


def test_it_fails_as_it_is_told_to(tmp_path: Path) -> None:
    """In turn, and over again."""
    with mocking(tmp_path, "--faults", "status-503,none") as (url, _):
        assert [httpx.post(f"{url}/chat/completions", json=ASK).status_code for _ in range(4)] == [503, 200, 503, 200]


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order(tmp_path: Path, sig: signal.Signals) -> None:
    """Exit code 0, and no traceback."""
    with mocking(tmp_path) as (_, process):
        process.send_signal(sig)
        assert process.communicate(timeout=PATIENCE) == ("", "")
        assert process.returncode == 0


def test_an_unknown_fault_is_an_error_in_words(tmp_path: Path) -> None:
    """It names those there are."""
    done = commanded(tmp_path, "mock", "--port", "0", "--faults", "explode")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("modelbridge mock: there is no fault 'explode': there are none, ")
    assert done.stderr.count("\n") == 1


def test_a_port_in_use_is_an_error_in_words(tmp_path: Path) -> None:
    """One line, exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = commanded(tmp_path, "mock", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"modelbridge mock cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_what_was_asked_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    """In process: a server that only writes down how it was called."""
    called: dict[str, object] = {}

    async def serve(bound: socket.socket, ready: Ready, *, key: str | None, latency: float, rate: float, faults: str) -> None:
        called.update(key=key, latency=latency, rate=rate, faults=faults)
        await asyncio.sleep(0)
        ready()

    assert mock(serve, "127.0.0.1", 0, key="k", latency=0.5, rate=9.0, faults="cut") == 0
    assert called == {"key": "k", "latency": 0.5, "rate": 9.0, "faults": "cut"}
    assert re.fullmatch(r"modelbridge mock is ready at http://127\.0\.0\.1:\d+/v1\n", capsys.readouterr().out)
