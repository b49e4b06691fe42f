"""Every source file has its test twin."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.sources import ROOT, SOURCES, TOP, python, shown, tree


def has_logic(path: Path) -> bool:
    """A package's `__init__` that only passes names on needs no twin."""
    return path.name != "__init__.py" or any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for n in tree(path).body)


def twin(path: Path) -> Path:
    """proxy/edge/body.py has tests/proxy/edge/test_body.py; a package has its folder's name."""
    inside = path.relative_to(ROOT)
    stem = inside.parent.name if inside.stem == "__init__" else inside.stem
    return ROOT / "tests" / inside.parent / f"test_{stem}.py"


def test_every_source_file_has_its_twin() -> None:
    """A file nobody tests by name is a file nobody tests."""
    assert [shown(twin(path)) for path in SOURCES if has_logic(path) and not twin(path).exists()] == []


def test_every_twin_has_its_source() -> None:
    """A test of a file that is gone tests nothing."""
    known = {shown(twin(path)) for path in SOURCES}
    twins = [shown(path) for top in TOP for path in python(ROOT / "tests" / top) if path.stem.startswith("test_")]
    assert [name for name in twins if name not in known] == []
