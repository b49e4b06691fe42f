"""Rules of the list of prices."""

from __future__ import annotations

from typing import Any

import pytest

from config.catalog.matching import matches


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ({"equals": "gpt-4o"}, "GPT-4o", "gpt-4o-mini"),
        ({"starts_with": "GPT-"}, "gpt-4o", "o1"),
        ({"ends_with": "-mini"}, "gpt-4o-mini", "mini-x"),
        ({"contains": "4o"}, "gpt-4o-mini", "gpt-4"),
        ({"regex": "^o[134]"}, "o3-mini", "xo3"),
        ({"or": [{"equals": "a"}, {"equals": "b"}]}, "b", "c"),
        ({"and": [{"starts_with": "a"}, {"ends_with": "z"}]}, "abz", "ab"),
        ({"or": [{"and": [{"contains": "x"}, {"contains": "y"}]}, {"equals": "q"}]}, "yx", "x"),
    ],
)
def test_a_rule_means_what_it_says(rule: dict[str, Any], yes: str, no: str) -> None:
    """Names are compared in lower case."""
    assert matches(rule, yes)
    assert not matches(rule, no)


def test_a_rule_nobody_knows_is_not_guessed_at() -> None:
    """The list has changed its form: look at it."""
    with pytest.raises(KeyError):
        matches({"sounds_like": "gpt"}, "gpt")
