"""From what a document says to tables of the schema, with every fault at once."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.explain import explain
from config.faults import Place
from config.findings import Findings
from config.schema import File


def check(findings: Findings) -> File:
    """The tables. With faults: what is left without the faulty settings, so that the rest is looked at too."""
    try:
        return File.model_validate(findings.document.values)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    for details in errors:
        findings.fault(*explain(details))
    values = deepcopy(findings.document.values)
    while errors:
        for details in errors:
            _cut(values, _culprit(details))
        try:
            return File.model_validate(values)
        except ValidationError as error:
            errors = error.errors(include_url=False)  # what cutting broke; it is cut in turn, and there is less each time
    return File()


def _culprit(details: ErrorDetails) -> Place:
    place = tuple(part for part in details["loc"] if part != "[key]")
    return place[:-1] if details["type"] == "missing" else place


def _cut(table: Any, place: Place) -> None:
    """Take a setting out. An item of a list takes the whole list with it."""
    for depth, part in enumerate(place):
        if not isinstance(table, dict):
            return
        inner = table.get(str(part))
        if depth == len(place) - 1 or not isinstance(inner, dict):
            table.pop(str(part), None)
            return
        table = inner
