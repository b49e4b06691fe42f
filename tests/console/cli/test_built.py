"""What the commands are handed is what gateway.py makes."""

from __future__ import annotations

import inspect

import gateway
from console.cli import built


def test_gateway_py_makes_the_parts() -> None:
    """The types are the type checker's; that the names of arguments agree is seen here too."""
    parts: built.Parts = gateway.Parts()
    assert inspect.signature(parts.build).parameters.keys() == {"holder", "log", "environment"}
    ours = inspect.signature(parts.serve_mock).parameters
    theirs = inspect.signature(built.ServeMock.__call__).parameters
    assert [name for name in ours if name in theirs] == [name for name in theirs if name != "self"]
