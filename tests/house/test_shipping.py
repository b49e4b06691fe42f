"""What leaves this machine: nothing of it is left in any file, what is installed is pinned, and all that is needed is packed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import ROOT, TOP, shown

MADE = {".git", ".venv", ".bench", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "build", "node_modules"}
# In pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(words) for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"))
]
PLACES = ["/".join(("", *words, "")) for words in (("root",), ("Users",), ("work", "main"), ("work", "shared"), ("tmp", "pip"))]
LOCKS = [ROOT / "locks" / "runtime.txt", ROOT / "locks" / "dev.txt"]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is kept."""
    return tuple(_below(ROOT))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from () if path.name in MADE or path.suffix == ".egg-info" else _below(path)
        elif path.name != ".git":
            yield path


def naming(words: list[str]) -> list[str]:
    """Files in which one of these stands."""
    forms = [word.encode() for word in words]
    return [shown(path) for path in files() if any(form in path.read_bytes() for form in forms)]


def test_no_file_names_a_registry() -> None:
    """Whoever installs says where from: another machine has another mirror."""
    assert naming(REGISTRIES) == []


def test_no_file_names_a_place_on_this_machine() -> None:
    """Neither this folder nor anybody's home."""
    here = [f"{place}/" for place in (ROOT, Path.home()) if len(place.parts) > 2]  # "/app/" may be a word like any other
    assert naming([*PLACES, *here]) == []


@pytest.mark.parametrize("lock", LOCKS, ids=shown)
def test_a_lock_pins_every_package_by_its_content(lock: Path) -> None:
    """An exact version and a hash; no address, no option."""
    lines = lock.read_text().replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"[a-z0-9._-]+==[A-Za-z0-9.+!]+( *; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *", pin), pin[:80]
    assert "://" not in lock.read_text()


def test_what_runs_is_what_was_tested() -> None:
    """Both locks have the same version of what they share, and what runs is part of what tests."""
    runtime, dev = (dict(re.findall(r"^([^=\s#]+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS)
    assert runtime.items() <= dev.items()


def test_the_lock_of_the_node_tests_names_no_place() -> None:
    """Their packages are pinned by content too."""
    packages = json.loads((ROOT / "tests" / "sdk" / "node" / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_a_wheel_has_everything_the_gateway_needs(tmp_path: Path) -> None:
    """Every source file and every file of data; nothing of the tests."""
    source = tmp_path / "source"
    source.mkdir()
    for name in (*TOP, "gateway.py", "pyproject.toml", "README.md", "LICENSE"):
        here = ROOT / name
        if here.is_dir():
            shutil.copytree(here, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, source)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(source)], check=True, timeout=60)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    kept = {shown(path) for path in files()}
    assert packed == {name for name in kept if name.partition("/")[0] in (*TOP, "gateway.py")}
