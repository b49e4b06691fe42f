"""Does a rule of the list of prices mean this model?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

RULES: Mapping[str, Callable[[Any, str], bool]] = {
    "equals": lambda word, name: name == word,
    "starts_with": lambda word, name: name.startswith(word),
    "ends_with": lambda word, name: name.endswith(word),
    "contains": lambda word, name: word in name,
    "regex": lambda word, name: re.search(word, name) is not None,
    "or": lambda rules, name: any(matches(rule, name) for rule in rules),
    "and": lambda rules, name: all(matches(rule, name) for rule in rules),
}


def matches(rule: Mapping[str, Any], name: str) -> bool:
    """Every part of the rule must hold. Names are compared in lower case, as that list does."""
    return all(RULES[kind](_lower(kind, word), name.lower()) for kind, word in rule.items())


def _lower(kind: str, word: Any) -> Any:
    return word.lower() if isinstance(word, str) and kind != "regex" else word
