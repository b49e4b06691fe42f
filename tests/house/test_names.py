"""The name is the fence: every file says its one idea, in its name and in its first line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.sources import ROOT, SOURCES, TESTS, shown, tree

# DESIGN's words for nothing in particular, one and many.
SINGULAR = ("util", "helper", "common", "base", "core", "manager", "service", "misc", "handler", "adapter", "backend", "vendor", "payload")
GENERIC = {*SINGULAR, *(f"{word}s" for word in SINGULAR), "utilities", "upstream"}
LONGEST_SOURCE = 260  # lines: an idea that needs more is two ideas
LONGEST_TEST = 400
SCREEN = 50  # lines of a function
PACKAGES = {path.parent for path in SOURCES if path.parent != ROOT}


def words(name: str) -> set[str]:
    """`ReplyWriter` and `reply_writer` are the same two words."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=shown)
def test_a_file_says_what_it_is(path: Path) -> None:
    """By its name, and by its first line."""
    assert not GENERIC & {word for part in path.relative_to(ROOT).with_suffix("").parts for word in words(part)}, "a name that says nothing"
    first = path.read_text().partition("\n")[0]
    assert first.startswith('"""'), "the first line says what the file is"


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_file_holds_one_idea(path: Path) -> None:
    """Long files and long functions are where ideas pile up."""
    assert len(path.read_text().splitlines()) <= LONGEST_SOURCE
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < SCREEN, node.name


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_what_is_defined_has_a_name_and_says_what_it_is(path: Path) -> None:
    """No generic word in the name of a class or function; a docstring on whatever others may use."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("__"):
            assert not GENERIC & words(node.name), node.name
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", TESTS, ids=shown)
def test_a_test_is_a_sentence(path: Path) -> None:
    """Its name has words enough to be one, or a docstring says the rest."""
    assert len(path.read_text().splitlines()) <= LONGEST_TEST
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert node.name.count("_") > 3 or ast.get_docstring(node), node.name


def test_a_package_is_a_folder_with_a_first_line() -> None:
    """And its `__init__.py` only passes names on."""
    assert [shown(package) for package in PACKAGES if not (package / "__init__.py").exists()] == []
    allowed = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef)
    for package in PACKAGES:
        for node in tree(package / "__init__.py").body:
            assert isinstance(node, allowed), f"{shown(package)}: line {node.lineno}"


def test_tests_are_no_packages() -> None:
    """They are found by their files; only the bench is a program."""
    assert [shown(path) for path in TESTS if path.name == "__init__.py"] in ([], ["tests/bench/__init__.py"])


def test_gateway_py_stays_readable() -> None:
    """It is the first file to read."""
    assert len((ROOT / "gateway.py").read_text().splitlines()) <= 120


def test_an_ignore_carries_its_reason() -> None:
    """One without a why is a secret."""
    marks = re.compile(r"# (?:noqa|type: ignore|pragma)\b[^ ]*(?: ?[A-Z]+[0-9]+,?)*(.*)")
    bare = [
        f"{shown(path)}:{number}"
        for path in SOURCES + TESTS
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := marks.search(line)) and not found[1].strip()
    ]
    assert bare == []


def test_nothing_is_left_for_later() -> None:
    """What is not built is not there; a list of wishes is not code."""
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    found = [shown(path) for path in SOURCES + TESTS if path != Path(__file__).resolve() and later.search(path.read_text())]
    assert found == []
