"""An entry survives its journal, also one of an older gateway."""

from __future__ import annotations

import msgspec
import pytest

from records.ledger.entry import Entry, decode, encode
from translators.canonical import Usage

WHOLE = Entry(
    request_id="req_1",
    attempt=2,
    at=1_800_000_000_000_000,
    key="ci",
    organization="acme",
    tags={"team": "search"},
    target="openai/gpt-4o",
    usage=Usage(input=9, cache_read=4, output=5, provider_cost="0.0021"),
    cost=123,
    costs={"input": 3, "output": 120},
    provider_cost=2_100_000,
    ttft_us=210_000,
)


def test_an_entry_reads_as_it_was_written() -> None:
    """With every kind of field in it."""
    assert decode(encode(WHOLE)) == WHOLE


def test_an_entry_of_an_older_gateway_is_read() -> None:
    """One that knew fewer fields; they stand at the end and have a default."""
    older = msgspec.msgpack.encode(msgspec.msgpack.decode(encode(WHOLE))[:8])
    assert decode(older) == Entry(request_id="req_1", attempt=2, at=1_800_000_000_000_000, key="ci", organization="acme")


def test_what_is_no_entry_is_refused() -> None:
    """It never becomes one by accident."""
    with pytest.raises(msgspec.DecodeError):
        decode(b"\x93\x01\x02\x03")


def test_an_entry_is_named_by_its_request_its_attempt_and_what_corrects_it() -> None:
    """So that a log line, a reply's header and an entry find each other."""
    assert WHOLE.id == "req_1.2"
    assert msgspec.structs.replace(WHOLE, revision=1).id == "req_1.2.1"
