"""The name is the fence: every file says its one idea, in its name and in its first line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERIC = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "service", "misc", "handler", "adapter", "payload"}
SOURCES = [ROOT / "gateway.py", *sorted(p for top in ("console", "proxy", "config", "translators") for p in (ROOT / top).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES = 300  # an idea that needs more is two ideas
SCREEN = 60  # lines of a function


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_says_what_it_is(path: Path) -> None:
    """No generic name, and a first line that tells."""
    words = set(path.relative_to(ROOT).with_suffix("").parts)
    assert not words & GENERIC, "a generic name says nothing"
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the first line says what the file is"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_holds_one_idea(path: Path) -> None:
    """Long files and long functions are where ideas pile up."""
    text = path.read_text()
    assert len(text.splitlines()) <= LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < SCREEN, node.name


def test_gateway_py_stays_readable() -> None:
    """It is the first file to read."""
    assert len((ROOT / "gateway.py").read_text().splitlines()) <= 120


def test_a_lint_ignore_carries_its_reason() -> None:
    """An ignore without a why is a secret."""
    bare = []
    for path in SOURCES + TESTS:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for mark in ("# noqa", "# type: ignore"):
                if mark in line and path != Path(__file__).resolve():
                    reason = line.partition(mark)[2].partition("  ")[2].strip()
                    if not reason:
                        bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert bare == []
