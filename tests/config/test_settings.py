"""The list of settings is the schema's."""

from __future__ import annotations

import pytest

from config.faults import Place, dotted
from config.schema import File, LimitEntry, PriceEntry, ProviderTable, ServerTable, TargetEntry
from config.settings import settings, table_at


def test_every_setting_is_listed_once() -> None:
    """With a star where an operator puts a name."""
    names = [dotted(place) for place, _ in settings()]
    assert len(names) == len(set(names))
    assert {"server.port", 'providers."*".first_byte', 'models."*".price.input', 'routes."*".targets', "limits.everyone"} <= set(names)


@pytest.mark.parametrize(
    ("place", "table"),
    [
        ((), File),
        (("server",), ServerTable),
        (("providers", "x"), ProviderTable),
        (("models", "a/b", "price"), PriceEntry),
        (("keys", "ci", "limits", 0), LimitEntry),
        (("routes", "fast", "targets", 1), TargetEntry),
        (("server", "port"), None),
        (("nothing",), None),
        (("server", "port", "more"), None),
    ],
)
def test_a_place_leads_to_its_table(place: Place, table: type | None) -> None:
    """Or to none."""
    assert table_at(place) is table
