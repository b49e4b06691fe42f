"""What `modelbridge usage` can be asked."""

from __future__ import annotations

import argparse

from console.api.usage import AT, Usage
from console.cli import usage_options
from console.cli.usage_options import FILTERS, WHAT, add_usage, said
from records.database import Database
from records.ledger.filters import NAMES, OTHERS
from records.ledger.summary import BY


def test_it_can_be_asked_what_the_api_can_be_asked() -> None:
    """In the same words."""
    assert {AT + what for what in WHAT} == set(Usage(Database.open("sqlite:///none.db"), lambda: 0.0).answers())
    assert set(FILTERS) == {*NAMES, *OTHERS}
    assert usage_options.BY == BY


def test_only_what_was_said_narrows_the_question() -> None:
    """Also when it is nothing: those without a name."""
    parser = argparse.ArgumentParser()
    add_usage(parser)
    assert said(parser.parse_args([])) == []
    assert said(parser.parse_args(["by-key", "--user", "", "--limit", "3"])) == [("user", ""), ("limit", "3")]
    assert said(parser.parse_args(["requests", "--cursor", "x"])) == [("cursor", "x")]
