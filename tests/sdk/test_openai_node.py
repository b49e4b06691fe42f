"""The official OpenAI SDK for Node as a caller: runs node/caller.test.js against a real gateway."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

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


def test_the_node_sdk_works_as_it_is(node: str, gateway: Served) -> None:
    """Chat, stream, tools, structured output, images, models, errors, retries."""
    run = subprocess.run(
        [node, "--test", "caller.test.js"],
        cwd=FOLDER,
        env={**os.environ, "GATEWAY_URL": f"{gateway.url}/v1", "GATEWAY_KEY": gateway.key},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
