"""The page about wires is made from what they declare, and the one in docs/ is the one that is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.wires import fates, page, sayable, wire_of, wires
from translators import TRANSLATORS
from translators.effort import BUDGETS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "wires.md"
PAIRS = [(one, other) for one in wires() for other in wires() if one != other]


def test_the_page_in_docs_is_the_one_that_is_made() -> None:
    """Else: `python -m config.wires > docs/wires.md`."""
    assert DOCS.read_text() == page()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_pair_is_told(one: str, other: str) -> None:
    """Field by field, as the wires declare it."""
    told = {feature.name: fate for feature, fate in fates(one, other)}
    assert told.keys() == sayable(one)
    assert {"max_tokens", "temperature", "tools", "image_url", "native_tools"} <= told.keys()
    for name, fate in told.items():
        assert fate == TRANSLATORS[other].places.get(name, "dropped")
    assert told["native_tools"] == "dropped"


def test_what_a_wire_cannot_say_is_not_told() -> None:
    """Anthropic has no seed, Gemini no metadata, nobody but it and Anthropic failed tools."""
    assert "seed" not in sayable("anthropic")
    assert "metadata" not in sayable("gemini")
    assert "tool_result_failed" not in sayable("openai_chat")
    assert "tool_result_failed" in sayable("anthropic")


def test_every_wire_effort_and_reason_is_on_the_page() -> None:
    """With its near-wires."""
    made = page()
    assert all(f"`{name}`" in made for name in TRANSLATORS)
    assert "| a picture that was drawn (`picture`) | dropped | carried | carried | carried |" in made
    assert all(f"| `{word}` | {tokens} |" in made for word, tokens in BUDGETS.items())
    assert all(f"### On {wire}\n" in made and f"## From {wire}\n" in made for wire in wires())


def test_a_near_wire_is_the_wire_it_is_near_to() -> None:
    """A provider may be written with either."""
    assert (wire_of("mistral"), wire_of("openai_chat"), wire_of("telex")) == ("openai_chat", "openai_chat", None)
