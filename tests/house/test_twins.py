"""Every source file has its test twin."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "gateway.py", *sorted(p for top in ("console", "proxy", "config", "translators") for p in (ROOT / top).rglob("*.py"))]


def has_logic(path: Path) -> bool:
    """A package's `__init__` that only passes names on needs no twin."""
    tree = ast.parse(path.read_text())
    return path.name != "__init__.py" or any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for n in tree.body)


def twin(path: Path) -> Path:
    """proxy/edge/body.py has tests/proxy/edge/test_body.py; a package has its folder's name."""
    inside = path.relative_to(ROOT)
    stem = inside.parent.name if inside.stem == "__init__" else inside.stem
    return ROOT / "tests" / inside.parent / f"test_{stem}.py"


def test_every_source_file_has_its_twin() -> None:
    """A file nobody tests by name is a file nobody tests."""
    missing = [str(twin(p).relative_to(ROOT)) for p in SOURCES if has_logic(p) and not twin(p).exists()]
    assert missing == []


def test_every_twin_has_its_source() -> None:
    """A test of a file that is gone tests nothing."""
    sources = {twin(p) for p in SOURCES}
    twins = [p for top in ("console", "proxy", "config", "translators") for p in (ROOT / "tests" / top).rglob("test_*.py")]
    assert [str(p.relative_to(ROOT)) for p in twins if p not in sources] == []
