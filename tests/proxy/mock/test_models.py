"""Names of models."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from proxy.mock import answers
from proxy.mock.models import MODELS, choose
from proxy.mock.pace import Pace
from tests.asked import asked
from translators.canonical import Kind, Problem, Text

ROOT = Path(__file__).resolve().parents[3]
HOUSE = Pace(latency=0.5, rate=7)


@pytest.mark.parametrize(
    ("name", "pace", "faults"),
    [
        ("echo", HOUSE, []),
        ("mock/echo", HOUSE, []),
        ("echo@50", Pace(0.5, 50), []),
        ("slow", Pace(1.0, 7), []),
        ("slow-2s", Pace(2.0, 7), []),
        ("mock/slow-250ms@1.5", Pace(0.25, 1.5), []),
        ("lorem-500@50", Pace(0.5, 50), []),
        ("cut", HOUSE, [("cut", None)]),
        ("cut=3@50", Pace(0.5, 50), [("cut", 3.0)]),
        ("status-429=7", HOUSE, [("status-429", 7.0)]),
        ("lorem-9@2+slow-first-byte=1s+cut", Pace(0.5, 2), [("slow-first-byte", 1.0), ("cut", None)]),
    ],
)
def test_a_name_says_pace_and_faults(name: str, pace: Pace, faults: list[tuple[str, float | None]]) -> None:
    """What it does not say is the house's."""
    behaviour = choose(name, HOUSE)
    assert behaviour.pace == pace
    assert [(fault.name, fault.value) for fault in behaviour.faults] == faults


def test_a_lorem_says_its_length() -> None:
    """100 tokens when it says none."""
    for name, length in (("lorem", 100), ("lorem-7", 7)):
        (text,) = choose(name, HOUSE).answer(asked("go"), "id", 0)
        assert isinstance(text, Text)
        assert len(text.text) == length * 4


@pytest.mark.parametrize("name", MODELS)
def test_every_listed_model_answers(name: str) -> None:
    """By that very name."""
    assert choose(name, HOUSE).answer is not None
    assert choose("cut", HOUSE).answer is answers.echo


@pytest.mark.parametrize(
    "name", ["gpt-4o", "lorem-many", "lorem-99999999", "slow-soon", "echo@fast", "echo@0", "echo+nonsense", "echo-1", "", "cut=x"]
)
def test_a_name_that_is_none_is_a_problem(name: str) -> None:
    """404, and what there is."""
    with pytest.raises(Problem, match="the mock has no model") as raised:
        choose(name, HOUSE)
    assert (raised.value.kind, raised.value.param) == (Kind.UNKNOWN_MODEL, "model")


def test_the_catalog_lists_the_same_models() -> None:
    """It cannot import this list, so it repeats it."""
    catalog = tomllib.loads((ROOT / "config" / "catalog" / "models.toml").read_text())
    assert set(catalog["mock"]) == set(MODELS)


def test_every_model_is_documented() -> None:
    """In docs/mock.md, by its name."""
    text = (ROOT / "docs" / "mock.md").read_text()
    assert [name for name in MODELS if f"`{name}`" not in text] == []
