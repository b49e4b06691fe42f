"""What a reply repeats of its question."""

from __future__ import annotations

import json
from typing import Any

from translators.openai_responses import TRANSLATOR
from translators.openai_responses.echo import echo
from translators.translator import Envelope


def repeated(**fields: Any) -> dict[str, Any]:
    return echo(TRANSLATOR.peek_request(json.dumps({"model": "m", "input": "hi", **fields}).encode()))


def test_what_was_asked_for_is_said_again() -> None:
    """Under the names it was asked with."""
    asked = {"instructions": "Be brief.", "temperature": 0, "tools": [{"type": "function", "name": "look", "parameters": {}}]}
    assert repeated(**asked) == {**asked, "store": True}


def test_what_was_left_out_is_what_this_wire_means_by_it() -> None:
    """A reply is kept unless nobody wants it, and is text unless it is to be something else."""
    assert repeated(store=False, reasoning={"effort": "low"}, text={"verbosity": "low"}) == {
        "store": False,
        "reasoning": {"effort": "low", "summary": None},
        "text": {"format": {"type": "text"}, "verbosity": "low"},
    }


def test_a_question_nobody_knows_is_not_repeated() -> None:
    """A reply that is put away knows it from elsewhere."""
    assert echo(Envelope(model="m")) == {}
