"""The whole file."""

from __future__ import annotations

import pytest

from config.changes import NEEDS_RESTART
from config.faults import dotted
from config.schema import File
from config.settings import settings
from tests.tables import rejection, undocumented

NORMATIVE = [
    "server",
    "store",
    "providers",
    "models",
    "routes",
    "keys",
    "admin",
    "cache",
    "retry",
    "breaker",
    "hedge",
    "log",
    "metrics",
    "tracing",
    "alerts",
]


def test_an_empty_file_is_a_configuration() -> None:
    """Everything has a default."""
    assert File.model_validate({}) == File()


@pytest.mark.parametrize("table", NORMATIVE)
def test_every_table_of_the_design_is_there(table: str) -> None:
    """Its names are the public interface."""
    assert table in File.model_fields


def test_every_table_says_what_it_is() -> None:
    """As every setting does."""
    assert undocumented(File) == []


def test_what_needs_a_restart_says_so() -> None:
    """The reference and the reload agree."""
    said = {dotted(place) for place, field in settings() if (field.description or "").endswith("Needs a restart.")}
    assert said == NEEDS_RESTART


@pytest.mark.parametrize("name", ["a/b", "", ".a", "a b", "x" * 200])
def test_a_route_has_a_name_a_caller_can_write(name: str) -> None:
    """A slash would make it a target."""
    assert "a name begins with" in rejection(File, {"routes": {name: {"targets": ["mock/echo"]}}})
