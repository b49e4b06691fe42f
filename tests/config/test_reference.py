"""The configuration's reference is made from the schema, and the one in docs/ is the one that is made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.catalog import shipped
from config.changes import NEEDS_RESTART
from config.faults import dotted
from config.reference import NOT_YET, page
from config.settings import settings
from tests.tables import loaded

DOCS = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"


@pytest.fixture(scope="module")
def made() -> str:
    return page()


def test_the_page_in_docs_is_the_one_that_is_made(made: str) -> None:
    """Else: `python -m config.reference > docs/configuration.md`."""
    assert DOCS.read_text() == made


def test_every_setting_has_a_row(made: str) -> None:
    """In the section of its table, with a meaning that is a sentence."""
    sections = {found[1]: found[0] for found in re.finditer(r"^## \[(\w+).*?(?=^## )", made, re.MULTILINE | re.DOTALL)}
    for place, _ in settings():
        key = re.escape(dotted(place[2:] if "*" in place else place[1:]))
        row = rf"^\| `{key}` \|[^|]+\|[^|]+\| .+\. ?(\*No effect yet\.\*)? \|$"
        assert re.search(row, sections[str(place[0])], re.MULTILINE), place


def test_the_example_is_one_that_works(made: str) -> None:
    """Every toml block of the page is a gateway.toml, without a setting that does nothing."""
    blocks = re.findall(r"```toml\n(.*?)```", made, re.DOTALL)
    assert blocks
    environment = {"CI_KEY": "mb-" + 32 * "x", "OPENAI_API_KEY": "sk-x"}
    for block in blocks:
        snapshot = loaded(block.replace("file:secrets/openai", "env:OPENAI_API_KEY"), environment)
        assert snapshot.without_effect == ()
        assert snapshot.warnings == ()


def test_what_needs_a_restart_says_so() -> None:
    """In its own description, and nothing else does."""
    assert {dotted(place) for place, field in settings() if "Needs a restart." in (field.description or "")} == NEEDS_RESTART


def test_what_has_no_effect_says_so(made: str) -> None:
    """A whole table once, single settings each."""
    assert f"## [cache]\n\nAnswers that need not be asked for twice.\n\n{NOT_YET}\n" in made
    assert re.search(r"^\| `strategy` \|.*\*No effect yet\.\* \|$", made, re.MULTILINE)
    assert not re.search(r"^\| `targets` \|.*\*No effect yet\.\* \|$", made, re.MULTILINE)


def test_every_provider_of_the_catalog_has_a_row(made: str) -> None:
    """With the variables its key is looked for in."""
    for name, row in shipped().rows.items():
        line = re.search(rf"^\| `{name}` \|.*$", made, re.MULTILINE)
        assert line
        assert all(f"`{variable}`" in line[0] for variable in row.env)


def test_every_link_within_the_page_leads_somewhere(made: str) -> None:
    """Anchors are headings in lower case."""
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## ([\w ]+)$", made, re.MULTILINE)}
    assert set(re.findall(r"\(#([\w-]+)\)", made)) <= headings
