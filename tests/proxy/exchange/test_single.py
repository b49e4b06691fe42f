"""A reply that came in one piece."""

from __future__ import annotations

from proxy.exchange.single import Single, said
from tests.canned import CannedAnswer
from translators.canonical import Batch, Kind, Problem


async def test_it_is_one_batch() -> None:
    """And then no more."""
    assert [batch async for batch in Single(Batch(None, b"{}"))] == [Batch(None, b"{}")]


async def test_what_a_refusal_says_may_be_nothing() -> None:
    """Its status is enough."""
    assert await said(CannedAnswer(b"no")) == b"no"
    assert await said(CannedAnswer(b"n", Problem(Kind.PROVIDER_CUT_OFF, "cut"))) == b""
