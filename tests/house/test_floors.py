"""Imports go down only: what a package may know is written here, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = ("gateway", "console", "proxy", "config", "translators")

# From the top down. A module may import what stands on a lower floor, and what is its own package; never a sibling on its floor.
FLOORS = (
    ("gateway",),
    ("console",),
    ("proxy.mock",),
    ("proxy.edge",),
    ("proxy.pipeline",),
    ("proxy.stages",),
    ("proxy.routing", "proxy.observe", "proxy.exchange"),
    ("proxy.call",),
    ("config",),
    ("translators",),
    ("translators.framing",),
    ("translators.canonical",),
)
# console operates the gateway through its configuration, its records and what it shows; it does not reach into a call.
CONSOLE_SEES = ("config", "console", "proxy.observe", "proxy.stores", "records")


def floor(module: str) -> int | None:
    """How deep a module stands; None for what is not ours."""
    found = [(len(name), depth) for depth, names in enumerate(FLOORS) for name in names if module == name or module.startswith(f"{name}.")]
    return max(found)[1] if found else None


def package(module: str) -> str:
    """The named package a module belongs to."""
    return max((n for names in FLOORS for n in names if module == n or module.startswith(f"{n}.")), key=len)


def sources() -> list[Path]:
    """Every source file."""
    return [ROOT / "gateway.py", *sorted(p for top in TOP[1:] for p in (ROOT / top).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """What a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if (ROOT / node.module.replace(".", "/")).is_dir())
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path.relative_to(ROOT)}: relative imports hide the floor")
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def name(path: Path) -> str:
    """A file as a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_imports_go_down_only() -> None:
    """A file that climbs is named with what it climbs to."""
    climbs = []
    for path in sources():
        here = name(path)
        depth = floor(here)
        assert depth is not None, f"{here} stands on no floor: add it to FLOORS"
        for other in imports(path):
            there = floor(other)
            if there is None or package(other) == package(here):
                continue
            if there <= depth and not other.startswith(f"{here}."):
                climbs.append(f"{here} imports {other}")
    assert climbs == []


def test_stages_do_not_import_one_another() -> None:
    """What one stage needs of another belongs below both."""
    stages = [p for p in (ROOT / "proxy" / "stages").glob("*.py") if p.stem != "__init__"]
    assert stages
    assert [f"{p.stem} imports {i}" for p in stages for i in imports(p) if i.startswith("proxy.stages")] == []


def test_the_console_sees_only_what_an_operator_may() -> None:
    """Console code may do nothing that its API cannot."""
    for path in (ROOT / "console").rglob("*.py"):
        for other in imports(path):
            if floor(other) is not None:
                assert other.startswith(CONSOLE_SEES), f"{name(path)} imports {other}"


def test_translators_are_pure() -> None:
    """No I/O, no clock, no randomness, no async in a wire."""
    forbidden = {"asyncio", "time", "random", "secrets", "socket", "os", "httpx", "threading", "uuid"}
    for path in (ROOT / "translators").rglob("*.py"):
        tree = ast.parse(path.read_text())
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef | ast.Await)], path
        assert not forbidden & {i.split(".")[0] for i in imports(path)}, path
