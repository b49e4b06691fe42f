"""What was spent; its sums are tested with both servers, in tests/contract/records."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.spend import Spend, spend
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON, made

MOMENTS = st.one_of(st.integers(-2 * DAY, 2 * DAY), st.integers(-40, 40).map(lambda hours: hours * HOUR)).map(lambda away: NOON + away)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, st.integers(-(10**12), 10**15)), max_size=20), MOMENTS, st.integers(1, 3 * DAY))
async def test_it_is_the_sum_of_the_entries(tmp_path: Path, those: list[tuple[int, int]], since: int, length: int) -> None:
    """To the nanodollar, whenever the window begins and ends."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    await ready(url)
    database = Database.open(url)
    booking = Booking(database)
    key = f"key-{hash((tuple(those), since, length))}"  # the file is that of the examples before, too
    try:
        await booking.add(
            [made(number, at=at, cost=cost, charged=2, key=key, request_id=f"{key}{number}") for number, (at, cost) in enumerate(those)]
        )
        found = await spend(database, "key", key, since, since + length)
        inside = [cost for at, cost in those if since <= at < since + length]
        assert (found.cost, found.charged, found.requests, found.tokens) == (sum(inside), 2 * len(inside), len(inside), 110 * len(inside))
        assert await spend(database, "key", "another", since) == Spend()
    finally:
        await booking.close()
        await database.close()
