"""[server]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.server import ServerTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"host": "::1", "port": 0},
    {"cors_origins": ["*"]},
    {"cors_origins": ["https://app.example.com", "http://localhost:3000"]},
    {"exchange": "httpx"},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"port": 65536}, "port: must be at most 65535"),
    ({"port": "8000"}, "port: must be a whole number"),
    ({"port": True}, "port: must be a whole number"),
    ({"workers": 0}, "workers: must be at least 1"),
    ({"max_body_mb": 0}, "max_body_mb: must be at least 1"),
    ({"grace_seconds": -1}, "grace_seconds: must be at least 0"),
    ({"exchange": "curl"}, "exchange: must be one of 'wire' or 'httpx'"),
    ({"header_seconds": 0}, "header_seconds: must be at least 1"),
    ({"cors_origins": "*"}, "cors_origins: must be a list, such as [ … ]"),
    (
        {"cors_origins": ["app.example.com"]},
        "cors_origins: an origin is a scheme and a host, such as `https://app.example.com`, without a path",
    ),
    (
        {"cors_origins": ["https://app.example.com/"]},
        "cors_origins: an origin is a scheme and a host, such as `https://app.example.com`, without a path",
    ),
    ({"host": "a b"}, "host: must have the form ^[0-9A-Za-z.:_-]{1,255}$"),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(ServerTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(ServerTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(ServerTable) == []
