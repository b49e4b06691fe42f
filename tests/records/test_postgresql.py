"""PostgreSQL as it is opened, and as it is refused or away."""

from __future__ import annotations

import signal

import pytest

from records.database import Database
from records.ledger.booking import Booking
from records.ledger.journal.position import START, Position
from records.place import place
from records.postgresql import closed, connected
from records.schema import ready
from records.troubles import Away, Mismatch
from tests.booked import entries, made
from tests.postgres import Postgres, running


async def test_it_says_who_we_are_and_reckons_in_utc(postgres: Postgres) -> None:
    """So that an operator finds us in pg_stat_activity."""
    line = await connected(place(postgres.url()).dsn)
    row = await line.fetchrow("SELECT current_setting('application_name'), current_setting('timezone')")
    assert tuple(row or ()) == ("modelbridge", "UTC")
    await closed(line)


async def test_what_stays_wrong_is_refused_with_words(postgres: Postgres) -> None:
    """A wrong password, a database that is not there, a user without rights, one that may only read."""
    with pytest.raises(Mismatch, match=f"127.0.0.1:{postgres.port}/postgres: it refuses this user or its password"):
        await ready(postgres.url(password="another"))
    with pytest.raises(Mismatch, match="there is no database of this name"):
        await ready(postgres.url("nowhere"))
    reading = postgres.database()
    postgres.say(f"ALTER DATABASE {reading.rpartition('/')[2]} SET default_transaction_read_only = on")
    with pytest.raises(Mismatch, match="may only be read"):
        await ready(reading)


async def test_a_server_that_comes_back_is_used_again() -> None:
    """Away in the meantime, for readers as for booking; nothing is lost or twice."""
    with running() as server:
        url = server.database()
        await ready(url)
        database = Database.open(url)
        booking = Booking(database)
        await booking.take("j", START, Position(1, 1), [made(1)])
        assert await entries(database) == [made(1)]
        server.stop(signal.SIGQUIT)
        with pytest.raises(Away):
            await ready(url)
        with pytest.raises(Away):
            await entries(database)
        for _ in range(2):
            with pytest.raises(Away):
                await booking.take("j", Position(1, 1), Position(1, 2), [made(2)])
        server.start()
        assert await booking.position("j") == Position(1, 1)
        await booking.take("j", Position(1, 1), Position(1, 2), [made(2)])
        assert await entries(database) == [made(1), made(2)]
        await booking.close()
        await database.close()
