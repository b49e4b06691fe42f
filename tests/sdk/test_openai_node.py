"""The official OpenAI SDK for Node as a caller: runs the files in node/ against real gateways."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sdk.conftest import BEHIND
from tests.served import Served

FOLDER = Path(__file__).resolve().parent / "node"


@pytest.fixture(scope="module")
def node() -> str:
    """Node with the SDK, installed from the lock file if it is not there yet."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("node and npm are not installed (Debian: nodejs npm)")
    if not (FOLDER / "node_modules" / "openai").is_dir():
        command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
        install = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False)
        if install.returncode:
            pytest.skip(f"npm could not install the OpenAI SDK for Node: {install.stderr.strip()[-200:]}")
    return found


def run(node: str, script: str, **environment: str) -> None:
    """One file of tests there."""
    run = subprocess.run(
        [node, "--test", script],
        cwd=FOLDER,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_the_node_sdk_works_as_it_is(node: str, gateway: Served) -> None:
    """Chat, stream, tools, structured output, images, models, errors, retries."""
    run(node, "caller.test.js", GATEWAY_URL=f"{gateway.url}/v1", GATEWAY_KEY=gateway.key)


def test_the_node_sdk_reaches_every_wire(node: str, between: Served) -> None:
    """Chat, streams, tool loops with thinking, responses, errors."""
    run(node, "across.test.js", GATEWAY_URL=f"{between.url}/v1", GATEWAY_KEY=between.key, MODELS=" ".join(BEHIND.values()))
