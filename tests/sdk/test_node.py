"""The official SDKs of OpenAI and Anthropic for Node as callers: runs the files in node/ against a real gateway."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.sdk.conftest import BEHIND
from tests.served import Served

FOLDER = Path(__file__).resolve().parent / "node"
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


@pytest.fixture(scope="module")
def node() -> str:
    """Node with the SDKs, installed from the lock file if they are not there yet."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("node and npm are not installed (Debian: nodejs npm)")
    if _versions(FOLDER / "node_modules" / ".package-lock.json") != _versions(FOLDER / "package-lock.json"):
        install = subprocess.run([npm, *INSTALL], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False)
        if install.returncode:
            pytest.skip(f"npm could not install the SDKs for Node: {install.stderr.strip()[-200:]}")
    return found


def _versions(lock: Path) -> dict[str, str]:
    """What is locked, or what is there: npm writes down both alike."""
    packages: dict[str, Any] = json.loads(lock.read_text())["packages"] if lock.exists() else {}
    return {name: package["version"] for name, package in packages.items() if name}


def run(node: str, script: str, gateway: Served) -> None:
    """One file of tests there, in one process."""
    told = {"GATEWAY_URL": gateway.url, "GATEWAY_KEY": gateway.key, "MODELS": " ".join(BEHIND.values())}
    run = subprocess.run(
        [node, "--test-reporter=spec", script],
        cwd=FOLDER,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "\u2139 fail 0" in run.stdout, run.stdout[-6000:]


def test_openais_sdk_works_as_it_is(node: str, between: Served) -> None:
    """Models, retries, a stream that is cut, and the mock provider."""
    run(node, "openai.test.js", between)


def test_openais_sdk_reaches_every_wire(node: str, between: Served) -> None:
    """Chat, the stream helper, tool loops with thinking and `runTools`, structured output, images, errors."""
    run(node, "openai_across.test.js", between)


def test_openais_sdk_reaches_every_wire_by_responses(node: str, between: Served) -> None:
    """The same on the other wire it speaks."""
    run(node, "responses_across.test.js", between)


def test_anthropics_sdk_works_as_it_is(node: str, between: Served) -> None:
    """Models, refusals of the gateway itself, retries, a stream that is cut, a caller who leaves."""
    run(node, "anthropic.test.js", between)


def test_anthropics_sdk_reaches_every_wire(node: str, between: Served) -> None:
    """Messages, the stream helper, tool loops with thinking and the tool runner, structured output, images, counts, errors."""
    run(node, "anthropic_across.test.js", between)
