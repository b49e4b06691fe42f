"""[organizations.NAME]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.organization import OrganizationTable
from tests.tables import faults, rejection, undocumented

SHARE = 'write percent in quotes with at most four decimals, such as "12.5%", or a part of one, such as 0.125'


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ""),
        ({"margin": "10%", "discount": 0.05, "currency": "EUR"}, ""),
        ({"margin": "10000%", "discount": "100%"}, ""),
        ({"margin": "10000.1%"}, "margin: must be at most 10000%"),
        ({"discount": "100.0001%"}, "discount: must be at most 100%"),
        ({"margin": 10}, f"margin: not a share: {SHARE}"),
        ({"currency": "euro"}, "currency: must have the form ^[A-Z][A-Z0-9]{2,9}$"),
        ({"rate": 1}, "rate: there is no such setting"),
    ],
)
def test_nonsense_is_named(values: dict[str, Any], words: str) -> None:
    """By setting."""
    assert rejection(OrganizationTable, values) == words


def test_terms_that_are_not_written_change_nothing() -> None:
    """Charged is what it costs."""
    table = OrganizationTable()
    assert (table.margin, table.discount, table.currency) == (0, 0, "USD")


def test_an_organization_is_called_what_keys_call_it() -> None:
    """By any name, in quotes where toml wants them."""
    assert faults('[organizations."Acme, Inc."]\nmargin = "10%"\n') == []
    (fault,) = faults('[organizations.""]\nmargin = "10%"\n')
    assert "must not be empty" in fault


def test_every_setting_is_described() -> None:
    """The reference is made from it."""
    assert undocumented(OrganizationTable) == []
