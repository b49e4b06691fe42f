"""Types and defaults in an operator's words."""

from __future__ import annotations

import pytest

from config.schema import (
    File,
    KeyTable,
    LimitEntry,
    ModelTable,
    OrganizationTable,
    ProviderTable,
    RouteTable,
    ServerTable,
    Table,
    TargetEntry,
)
from config.schema.cache import CacheTable
from config.schema.retry import RetryTable
from config.schema.store import StoreTable
from config.settings import settings
from config.wording import default, entry, kind, name


@pytest.mark.parametrize(
    ("table", "setting", "type", "value"),
    [
        (ServerTable, "host", "text", '`"127.0.0.1"`'),
        (ServerTable, "port", "whole number, 0 to 65,535", "`8000`"),
        (ServerTable, "exchange", '`"wire"` or `"httpx"`', '`"wire"`'),
        (ServerTable, "cors_origins", "list of texts", "`[]`"),
        (CacheTable, "similarity", "number, over 0 to 1", "`0.95`"),
        (CacheTable, "semantic", "true or false", "`false`"),
        (RetryTable, "idle", "duration", '`"1m"`'),
        (StoreTable, "redis", "URL or reference", '`""`'),
        (ProviderTable, "api_key", "reference", "none"),
        (ProviderTable, "headers", "table of texts", "`{}`"),
        (ProviderTable, "limits", "list of [limits](#a-limit)", "`[]`"),
        (KeyTable, "key", "`sha256:` or reference", "required"),
        (KeyTable, "models", "list of texts", '`["*"]`'),
        (KeyTable, "expires", "date or time", "none"),
        (ModelTable, "retires", "date", "none"),
        (LimitEntry, "usd", "USD", "none"),
        (LimitEntry, "tokens", "whole number, 0 or more", "none"),
        (OrganizationTable, "margin", "share", '`"0%"`'),
        (RouteTable, "targets", "list of [targets](#a-target)", "required"),
    ],
)
def test_a_setting_in_words(table: type[Table], setting: str, type: str, value: str) -> None:
    """What may stand there, and what does by itself."""
    field = table.model_fields[setting]
    assert (kind(field), default(field)) == (type, value)


def test_there_are_words_for_every_setting() -> None:
    """A new type needs a new word."""
    for _, field in settings():
        assert kind(field)
        assert default(field)


def test_a_list_of_tables_knows_its_table() -> None:
    """And a list of anything else has none."""
    assert entry(RouteTable.model_fields["targets"].annotation) is TargetEntry
    assert entry(RouteTable.model_fields["fallback"].annotation) is None
    assert entry(File.model_fields["server"].annotation) is ServerTable
    assert name(LimitEntry) == "limit"
