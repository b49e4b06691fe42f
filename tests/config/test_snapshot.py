"""Snapshots: what they show, and what they must not."""

from __future__ import annotations

from msgspec.structs import replace

from config.schema import File
from config.snapshot import Key, Price, Tier
from tests.tables import loaded


def test_nothing_that_may_be_printed_holds_a_secret() -> None:
    """A snapshot stands in every call, and a call in many a traceback."""
    environment = {"OPENAI_API_KEY": "sk-hush", "CI": "mb-hush-0123456789abcdef"}
    snapshot = loaded('[routes.a]\ntargets = ["openai/gpt-4o-mini"]\n[keys.ci]\nkey = "env:CI"\n', environment)
    assert "hush" not in repr(snapshot)
    assert "openai" in repr(snapshot.routes)


def test_a_key_shows_its_name_only() -> None:
    """Not even its digest."""
    assert repr(Key(name="ci", digest=b"\1" * 32)) == "Key('ci')"


def test_tables_are_at_hand() -> None:
    """What is asked for often has a short way."""
    snapshot = loaded("[server]\nport = 1\n")
    assert snapshot.server is snapshot.file.server
    assert snapshot.log == File().log


def test_equal_prices_have_equal_versions() -> None:
    """However they were put together: an entry names the version it was reckoned with."""
    price = Price({"input": 1, "output": 2}, (Tier(200, {"input": 3, "output": 4}),))
    same = Price({"output": 2, "input": 1}, (Tier(200, {"output": 4, "input": 3}),))
    assert price.version == same.version
    assert len(price.version) == 12


def test_another_price_is_another_version() -> None:
    """Also one that was made from it."""
    price = Price({"input": 1, "output": 2}, (Tier(200, {"input": 3}),))
    others = [
        replace(price, buckets={"input": 1, "output": 3}),
        replace(price, buckets={"input": 1}),
        replace(price, tiers=()),
        replace(price, tiers=(Tier(201, {"input": 3}),)),
        replace(price, tiers=(Tier(200, {"output": 3}),)),
    ]
    assert len({each.version for each in (price, *others)}) == 6


def test_a_version_is_the_same_in_every_process() -> None:
    """It stands in entries for years."""
    assert Price({"input": 150_000, "output": 600_000}).version == "ff1317c22349"
