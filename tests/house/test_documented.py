"""What an operator or a caller meets is documented, and what is documented is there."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from config.catalog import shipped
from config.faults import dotted
from config.google import READERS
from config.schema import File
from config.schema.provider import Auth
from config.settings import settings
from console.api.lines import NAMES as ENTRY
from console.api.usage import Usage
from console.cli.commands import parser
from proxy.mock.faults import FAULTS
from proxy.mock.models import MODELS
from proxy.observe.ledger import HELP as OF_THE_LEDGER
from proxy.observe.limits import HELP as OF_LIMITS
from proxy.observe.line import Line
from proxy.observe.metrics import HELP
from records.database import Database
from records.ledger.filters import NAMES as FILTERS
from records.ledger.filters import OTHERS
from tests.accounts import service_account_file
from tests.sources import ROOT, SOURCES, python, shown, tree
from tests.tables import loaded
from translators.canonical import Kind

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [*DOCS, ROOT / "README.md"]
PROVIDERS = ROOT / "docs" / "providers.md"
HEADERS, OPERATING, MOCK, COSTS, USAGE, SHIPPING = (
    ROOT / "docs" / f"{name}.md" for name in ("headers-and-errors", "operating", "mock", "costs", "usage", "shipping")
)
# Said by every HTTP server, and by no rule of this one.
PLUMBING = {"content-length", "transfer-encoding", "connection", "date", "expect", "upgrade", "vary", "keep-alive"}


def rows(page: Path, first: str) -> Iterator[list[str]]:
    """The rows of every table whose first column has this title, as lists of cells."""
    here = False
    for line in page.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            here = False
        elif here:
            yield cells
        here = here or cells[0] == first
    return


def named(page: Path, first: str) -> list[str]:
    """Everything in backticks in the first columns of such tables."""
    return [name for cells in rows(page, first) for name in re.findall(r"`([^`]+)`", cells[0])]


def blocks(page: Path, language: str) -> list[str]:
    """What stands between fences."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def edge_bytes() -> Iterator[bytes]:
    """Every bytes constant of what talks to callers, or listens to their wishes."""
    for path in [*python(ROOT / "proxy" / "edge"), *python(ROOT / "proxy" / "routing"), ROOT / "proxy" / "stages" / "book.py"]:
        yield from (node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, bytes))


def test_every_header_is_documented_and_there() -> None:
    """Those that are read, and those that are written."""
    written = {name.decode() for text in edge_bytes() for name in re.findall(rb"(?:^|\r\n)([a-z][a-z0-9-]+): ", text)}
    mentioned = {text.decode() for text in edge_bytes() if re.fullmatch(rb"[a-z]+(?:-[a-z0-9]+)+|origin|authorization", text)}
    documented = {re.split(r"[:\s]", name)[0] for name in named(HEADERS, "header")}
    assert {"x-modelbridge-target", "retry-after"} <= written
    assert {"x-api-key", "content-encoding"} <= mentioned
    assert sorted((written | mentioned) - PLUMBING - documented) == []
    assert sorted(name for name in documented if not any(name.encode() in text for text in edge_bytes())) == []


def test_every_kind_of_problem_is_documented() -> None:
    """Its code and its status, and no other."""
    documented = {(word, int(cells[1])) for cells in rows(HEADERS, "`code`") for word in re.findall(r"`([^`]+)`", cells[0])}
    assert documented == {(kind.word, kind.status) for kind in Kind}


def test_every_metric_is_documented() -> None:
    """And no other."""
    assert sorted(named(OPERATING, "metric")) == sorted({*HELP, *OF_THE_LEDGER, *OF_LIMITS})


def test_every_field_of_a_log_line_is_documented() -> None:
    """And no other."""
    assert sorted(named(OPERATING, "field")) == sorted(Line.__struct_fields__)


def test_every_event_of_the_log_is_documented() -> None:
    """With its level; and no other."""
    told = set()
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(ast.Attribute(ast.Name(name) | ast.Attribute(attr=name), level), [ast.Constant(event), *_]) if name.endswith(
                    "log"
                ):
                    told.add((event, "error" if level == "fault" else level))
    documented = {(name, cells[1]) for cells in rows(OPERATING, "event") for name in re.findall(r"`([^`]+)`", cells[0])}
    assert documented == told


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command by its name."""
    subparsers = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(subparsers.choices)


def options(command: argparse.ArgumentParser) -> set[str]:
    """Its long options."""
    return {option for action in command._actions for option in action.option_strings if option.startswith("--")} - {"--help"}


def test_every_command_is_documented() -> None:
    """And no other."""
    assert sorted(named(OPERATING, "command")) == sorted(f"modelbridge {name}" for name in commands())


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (OPERATING, ["serve", "check", "version", "help"]),
        (MOCK, ["mock"]),
        (COSTS, ["costs"]),
        (SHIPPING, ["ledger"]),
        (USAGE, ["usage"]),
    ],
)
def test_every_option_is_documented(page: Path, names: list[str]) -> None:
    """Where its command is; and no other."""
    written = {option.split()[0] for option in named(page, "option")}
    assert written == set().union(*(options(commands()[name]) for name in names))


def test_every_variable_is_documented_and_read() -> None:
    """Those of our own name, and the one every command obeys."""
    read = {name for path in SOURCES for name in re.findall(r'"(MODELBRIDGE_[A-Z_]+|NO_COLOR)"', path.read_text())}
    documented = {name for cells in rows(OPERATING, "option") for name in re.findall(r"`([A-Z_]+)`", cells[1])}
    assert {name for name in documented if name} == read
    assert set(re.findall(r"MODELBRIDGE_[A-Z_]+", parser().format_help())) <= documented


def test_every_path_is_documented() -> None:
    """Of gateway.py's doors, and those for operators; no other."""
    places = (ROOT / "gateway.py", ROOT / "proxy" / "edge" / "operating.py")
    constants = [node.value for place in places for node in ast.walk(tree(place)) if isinstance(node, ast.Constant)]
    doors = {constant for constant in constants if isinstance(constant, str) and constant.startswith("/")}
    documented = {name.split()[-1] for page in (HEADERS, OPERATING) for name in named(page, "path")}
    assert {re.sub(r"{\w+}", "", name) for name in documented} == doors


def test_what_operators_ask_and_are_told_is_documented() -> None:
    """Every path under /api/usage, every filter, every field of an entry; and no other."""
    paths = {name.removeprefix("GET ") for name in named(USAGE, "path")}
    assert paths == set(Usage(Database.open("sqlite:///none.db"), lambda: 0.0).answers())
    assert sorted(named(USAGE, "filter")) == sorted((*FILTERS, *OTHERS))
    assert named(USAGE, "name") == list(ENTRY)


def test_every_model_and_fault_of_the_mock_is_documented() -> None:
    """By its whole name, and no other."""
    models = {name for name in named(MOCK, "model") if name in MODELS}
    assert models == set(MODELS)
    assert sorted(named(MOCK, "name")) == sorted(FAULTS)


def test_every_provider_of_the_catalog_is_documented() -> None:
    """With what switches it on and the wires it speaks; and no other."""
    documented = {named[0]: cells for cells in rows(PROVIDERS, "provider") if (named := re.findall(r"`([^`]+)`", cells[0]))}
    assert documented.keys() == shipped().rows.keys()
    for name, (_, by, wire, also) in ((name, cells[:4]) for name, cells in documented.items()):
        row = shipped().rows[name]
        assert all(variable in by for variable in row.env) or name == "ollama", name
        assert (wire.strip("`"), tuple(re.findall(r"`([^`]+)`", also))) == (row.wire, row.also), name


def test_every_way_to_show_who_calls_is_documented() -> None:
    """And every kind of file that is read for it."""
    assert named(PROVIDERS, "`auth`") == list(get_args(Auth))
    assert named(PROVIDERS, "type of the file") == list(READERS)


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_setting_a_page_names_is_there(page: Path) -> None:
    """`[server] max_body_mb` is a setting of that table."""
    known = {(str(place[0]), dotted(place[-1:])) for place, _ in settings()}
    for table, name in re.findall(r"`\[(\w+)\] (\w+)", page.read_text()):
        assert (table, name) in known, f"[{table}] {name}"
    for table in set(re.findall(r"`\[(\w+)\]`", page.read_text())) - {"DONE"}:
        assert table in File.model_fields, f"[{table}]"


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_toml_of_a_page_works(page: Path) -> None:
    """As a gateway.toml."""
    environment = {name: f"mb-{32 * 'x'}-{name}" for name in re.findall(r'"env:(\w+)"', page.read_text())} | {"OPENAI_API_KEY": "sk-x"}
    environment["GOOGLE"] = service_account_file()
    for written in blocks(page, "toml"):
        block = re.sub(r'(credentials = +)"file:[^"]+"', r'\1"env:GOOGLE"', written)
        assert tomllib.loads(block)
        loaded(re.sub(r'"file:[^"]+"', '"env:OPENAI_API_KEY"', block), environment)


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_command_line_of_a_page_is_understood(page: Path) -> None:
    """`modelbridge …` by the command's own parser, `make …` by the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [re.split(" [#>|] ", line)[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]
    for line in lines:
        if line.startswith("make "):
            assert {word for word in shlex.split(line)[1:] if "=" not in word} <= targets, line
        elif line.startswith("modelbridge ") and "[" not in line:
            parser().parse_args(shlex.split(line)[1:])


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_python_of_a_page_is_python(page: Path) -> None:
    """It compiles; what it does is tested with the SDKs."""
    for block in blocks(page, "python"):
        compile(block, shown(page), "exec")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=shown)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file that is here, and to a heading in it."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), link
        headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, link


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=shown)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    """`proxy/edge/doors.py` is a file, `proxy/stages/` a folder."""
    for name in re.findall(r"`((?:translators|config|proxy|console|tests|docs|locks)/[\w./-]*)`", page.read_text()):
        assert (ROOT / name).exists(), name
