"""[providers.NAME]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.provider import ProviderTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"api_key": "env:KEY"},
    {"api_key": "file:keys/openai"},
    {"first_byte": "500ms", "total": "0s"},
    {"models": ["a", "b/c:d"]},
    {"path": "/openai/chat"},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"api_key": "sk-hush"}, 'api_key: a secret may not stand in this file: write "env:NAME" or "file:PATH"'),
    ({"api_key": "env:"}, "api_key: env: must be followed by the name of an environment variable (letters, digits, _)"),
    ({"idle": 20}, 'idle: a duration needs its unit: write "20s"'),
    ({"connections": 0}, "connections: must be at least 1"),
    ({"path": "chat"}, "path: must have the form ^/[!-~]*$"),
    ({"auth": "basic"}, "auth: must be one of 'bearer', 'api-key', 'x-api-key', 'x-goog-api-key', 'google' or 'entra'"),
    ({"headers": {"a": 1}}, "headers.a: must be a text in quotes"),
    ({"models": [""]}, "models[0]: must not be empty"),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(ProviderTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(ProviderTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(ProviderTable) == []
