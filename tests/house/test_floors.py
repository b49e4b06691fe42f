"""Imports go down only: what a package may know is written here, and nowhere else."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from graphlib import TopologicalSorter

import pytest

from tests.sources import MODULES, ROOT, SOURCES, TESTS, TOP, imports, shown, tree

# From the top down. A module may import what stands on a lower floor, and what is its own package; never a neighbour on its floor.
FLOORS = (
    ("gateway",),
    ("console",),
    ("proxy.mock",),  # a whole server of its own, over the edge's connections
    ("proxy.edge",),
    ("proxy.pipeline",),
    ("proxy.stages",),
    ("proxy.routing", "proxy.observe", "proxy.exchange", "proxy.stores"),
    ("proxy.limits",),  # pure: stores count by its claims, and what is told of limits is in its words
    ("proxy.call", "proxy.outbox"),
    ("records",),  # below proxy: a stage writes entries; the database is opened above, in gateway.py
    ("config",),
    ("translators",),
    ("translators.framing",),
    ("translators.canonical",),
)
EMPTY = ("proxy",)  # only holds packages: it has no code, so no floor
# The console operates the gateway through its configuration, its records and what it shows; it does not reach into a call.
# What it cannot answer it says in the gateway's own words for problems.
CONSOLE_SEES = ("config", "console", "proxy.observe", "proxy.stores", "records", "translators.canonical")
# What of others a floor may use; everything else of others is for proxy/.
OTHERS = {
    "translators": {"msgspec", "orjson"},
    "config": {"msgspec", "orjson", "pydantic", "pydantic_core", "watchfiles"},
    "console": {"msgspec", "orjson", "uvloop"},
    "records": {"alembic", "asyncpg", "msgspec", "orjson", "sqlalchemy", "sqlmodel"},
    "proxy.stores": {"msgspec", "redis"},
}
INSIDE = {"pydantic_core": "pydantic", "httpcore": "httpx"}  # what comes with another and is part of its interface
BY_NAME = {"aiosqlite", "tzdata"}  # SQLAlchemy imports it when a URL names it; zoneinfo reads it


def within(name: str, package: str) -> bool:
    """Is it the package, or in it?"""
    return name == package or name.startswith(f"{package}.")


def home(name: str) -> str:
    """The named package a module belongs to."""
    return max((package for floor in FLOORS for package in floor if within(name, package)), key=len, default="")


def depth(name: str) -> int:
    """How deep a module stands."""
    return next(depth for depth, floor in enumerate(FLOORS) if home(name) in floor)


def ours(name: str) -> bool:
    """Is it this project's, and has code?"""
    return name.partition(".")[0] in ("gateway", *TOP) and name not in EMPTY


def test_every_module_stands_on_a_floor() -> None:
    """A new package is given its place here."""
    assert [name for name in MODULES if ours(name) and not home(name)] == []
    assert [node for name in EMPTY for node in tree(MODULES[name]).body[1:]] == []


def test_imports_go_down_only() -> None:
    """A file that climbs is named with what it climbs to."""
    climbs = [
        f"{here} imports {there}"
        for here, path in MODULES.items()
        for there in imports(path)
        if ours(here) and ours(there) and home(there) != home(here) and depth(there) <= depth(here)
    ]
    assert climbs == []


def test_no_import_goes_round() -> None:
    """Also within a package."""
    modules = {name: {there for there in imports(path) if there in MODULES} for name, path in MODULES.items()}
    TopologicalSorter(modules).prepare()  # raises CycleError with the circle in it


def test_stages_do_not_import_one_another() -> None:
    """What one stage needs of another belongs below both."""
    stages = {name: path for name, path in MODULES.items() if within(name, "proxy.stages")}
    assert len(stages) > 5
    assert [f"{name} imports {there}" for name, path in stages.items() for there in imports(path) if within(there, "proxy.stages")] == []


def test_the_console_sees_only_what_an_operator_may() -> None:
    """Console code may do nothing that its API cannot."""
    console = {name: path for name, path in MODULES.items() if within(name, "console")}
    sees = [f"{name} imports {there}" for name, path in console.items() for there in imports(path) if ours(there)]
    assert [each for each in sees if not each.split()[-1].startswith(CONSOLE_SEES)] == []


def test_translators_are_pure() -> None:
    """No I/O, no clock, no randomness, no async in a wire."""
    forbidden = {"asyncio", "io", "os", "pathlib", "random", "secrets", "socket", "subprocess", "tempfile", "threading", "time", "uuid"}
    for name, path in MODULES.items():
        if within(name, "translators"):
            assert not forbidden & {there.partition(".")[0] for there in imports(path)}, name
            nodes = list(ast.walk(tree(path)))
            assert not [node for node in nodes if isinstance(node, ast.AsyncFunctionDef | ast.Await)], name
            called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
            assert not {"open", "print", "input", "exec", "eval"} & called, name


def foreign(path_of: str) -> set[str]:
    """Packages of others that a module imports."""
    packages = {there.partition(".")[0] for there in imports(MODULES[path_of])}
    return packages - sys.stdlib_module_names - {"gateway", *TOP}


@pytest.mark.parametrize("top", OTHERS)
def test_low_floors_know_few_others(top: str) -> None:
    """What a wire or the configuration needs of others is little, and stays so."""
    assert {package for name in MODULES if within(name, top) for package in foreign(name)} <= OTHERS[top]


def test_what_is_imported_is_declared() -> None:
    """Nothing counts on what happens to come along with something else; and nothing is declared that nobody imports."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[>\[]", line)[0].strip() for line in project["dependencies"]} - BY_NAME
    used = {INSIDE.get(package, package) for name in MODULES for package in foreign(name)}
    assert used == declared


def test_no_import_is_relative() -> None:
    """It would hide the floor."""
    relative = [
        f"{shown(path)}:{node.lineno}"
        for path in SOURCES + TESTS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []
