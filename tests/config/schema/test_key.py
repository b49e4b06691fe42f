"""[keys.NAME]: what it takes and what it says to the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from config.schema.key import KeyTable
from tests.tables import rejection, undocumented

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        (date(2027, 1, 31), datetime(2027, 1, 31, tzinfo=UTC)),
        (datetime(2027, 1, 31, 12, 0), datetime(2027, 1, 31, 12, 0, tzinfo=UTC)),  # noqa: DTZ001  a toml time without a zone has none
        (datetime(2027, 1, 31, 12, 0, tzinfo=timezone(timedelta(hours=2))), datetime(2027, 1, 31, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_key_expires_at_one_instant(written: date, instant: datetime) -> None:
    """A date is its first moment; without a zone it is UTC."""
    assert KeyTable.model_validate({"key": DIGEST, "expires": written}).expires == instant


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "key: is missing"),
        ({"key": "mb-hush"}, 'key: a secret may not stand in this file: write "sha256:<64 hex digits>", "env:NAME" or "file:PATH"'),
        (
            {"key": DIGEST, "expires": "2027-01-31"},
            "expires: write a date or a time without quotes, such as 2027-01-31 or 2027-01-31T12:00:00Z",
        ),
        ({"key": DIGEST, "models": "fast"}, "models: must be a list, such as [ … ]"),
        ({"key": DIGEST, "limits": [{"requests": 1}]}, 'limits[0]: a limit needs its window, such as per = "minute"'),
        ({"key": DIGEST, "tags": {"a": 1}}, "tags.a: must be a text in quotes"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(KeyTable, values) == words


def test_a_key_may_use_everything_unless_told() -> None:
    """The shortest table an operator can write."""
    table = KeyTable.model_validate({"key": DIGEST})
    assert (table.models, table.expires) == (("*",), None)


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(KeyTable) == []
