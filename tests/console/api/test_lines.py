"""An entry as one line."""

from __future__ import annotations

import csv
import io

import orjson
import pytest

from console.api.lines import NAMES, csv_head, csv_rows, csv_table, ndjson
from records.ledger.entry import Entry
from records.ledger.figures import BUCKETS
from records.ledger.rows import row
from tests.booked import made

NESTED = {"request_id", "attempt", "status", "cost_nanousd", *BUCKETS}


def table(*entries: Entry) -> list[dict[str, str]]:
    """As a spreadsheet reads it."""
    text = csv_head() + csv_rows(map(row, entries))
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_every_field_of_an_entry_is_told() -> None:
    """By the name it has everywhere, or with its unit."""
    assert set(NAMES) >= NESTED
    renamed = {"usage": "input", "cost": "cost_nanousd", "costs": "costs_nanousd", "charged": "charged_nanousd"}
    renamed |= {"saved": "saved_nanousd", "provider_cost": "provider_cost_nanousd"}
    assert [name for name in Entry.__struct_fields__ if renamed.get(name, name) not in NAMES] == []


def test_a_line_of_json_is_one_entry() -> None:
    """With numbers as numbers."""
    entry = made(7, tags={"team": "blue"}, estimated="cut_off", ttft_us=None, cost=1_234_567_890)
    first, second, end = ndjson([row(entry), row(made(8))]).split(b"\n")
    assert end == b""
    told = orjson.loads(first)
    assert (told["at"], told["request_id"], told["attempt"], told["status"]) == ("2025-11-21T12:00:07Z", "req_000007", 1, 200)
    assert (told["cost_nanousd"], told["cost_usd"], told["costs_nanousd"]) == (1_234_567_890, "1.23456789", {"input": 600, "output": 400})
    assert (told["tags"], told["estimated"], told["estimated_why"], told["ttft_us"]) == ({"team": "blue"}, True, "cut_off", None)
    assert orjson.loads(second)["estimated"] is False


def test_a_row_of_csv_is_one_entry() -> None:
    """What has no place in a cell stands there as JSON; nothing is an empty cell."""
    (found,) = table(made(7, tags={"team": 'b"lue'}, user='a,"b"\nc', ttft_us=None, streamed=True))
    assert tuple(found) == NAMES
    assert (found["tags"], found["user"], found["ttft_us"], found["streamed"]) == ('{"team":"b\\"lue"}', 'a,"b"\nc', "", "true")
    assert csv_head().endswith(b"\r\n")


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    """What a caller names himself is a text in every spreadsheet."""
    (found,) = table(made(1, user=name, model=name, customer="a=b"))
    assert (found["user"], found["model"], found["customer"]) == (f"'{name}", f"'{name}", "a=b")


def test_an_amount_stays_a_number() -> None:
    """Also that of a correction, which may be under nothing."""
    (found,) = table(made(1, revision=1, cost=-200, charged=-1_000_000_000))
    assert (found["cost_nanousd"], found["cost_usd"], found["charged_usd"]) == ("-200", "-0.0000002", "-1")


def test_nor_is_one_of_another_table() -> None:
    """Whose amounts may be under nothing."""
    assert csv_table([{"name": "=1+1", "cost_usd": "-0.5", "requests": 3, "mean_ttft_ms": None}]) == b"'=1+1,-0.5,3,\r\n"
