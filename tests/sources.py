"""Every file of this tree, for the tests that keep the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOP = ("console", "proxy", "records", "config", "translators")  # folders of the gateway; gateway.py stands above them
NOT_OURS = {"node_modules", "__pycache__"}


def python(folder: Path) -> list[Path]:
    """Every Python file in it."""
    return sorted(path for path in folder.rglob("*.py") if not NOT_OURS & set(path.parts))


SOURCES = [ROOT / "gateway.py", *(path for top in TOP for path in python(ROOT / top))]
TESTS = python(ROOT / "tests")


@cache
def tree(path: Path) -> ast.Module:
    """What a file says, parsed once for all tests."""
    return ast.parse(path.read_text())


def shown(path: Path) -> str:
    """A file as a person calls it."""
    return str(path.relative_to(ROOT))


def module(path: Path) -> str:
    """A file as an import calls it."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in SOURCES}


def imports(path: Path) -> Iterator[str]:
    """What a file imports, wherever in the file it does: modules, as far as they are ours, and packages of others."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(str() as where, names, 0):
                inner = [name for alias in names if (name := f"{where}.{alias.name}") in MODULES]
                yield from inner
                if len(inner) < len(names):
                    yield where
