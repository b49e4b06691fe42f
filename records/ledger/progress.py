"""How the shipping goes: what a moment looks like, and what somebody is told of."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Progress(Struct, frozen=True):
    """One moment of the shipper. Counts are since this process began."""

    up: bool  # the database did what it was asked when it was asked last
    mismatch: str  # why it is none to ship to; empty when it is one
    entries: int  # of this process's journal that are not in the database
    bytes: int  # of journals that are not in the database: this process's, and the dead one's that is being shipped
    age: float  # seconds since the oldest of them was written
    shipped: int  # entries that were new to the database
    refused: int  # entries it would not take, put aside
    failures: int  # attempts that came to nothing
    damaged: int  # bytes of journals that were passed over


class ShippingWatch(Protocol):
    """Each is said once for what happened, however often it is met again."""

    def away(self, why: str) -> None:
        """The database stopped doing what it is asked; the journal keeps what is to be booked."""

    def unfit(self, why: str) -> None:
        """This is no database to ship to; an operator has to do something."""

    def back(self, seconds: float) -> None:
        """The database does what it is asked again, after so long."""

    def refused(self, entry: str, why: str) -> None:
        """The entry of this id was put aside, because the database would not take it."""

    def damaged(self, journal: str, size: int) -> None:
        """So many bytes of a journal were passed over; they are copied aside."""

    def stuck(self, why: str) -> None:
        """A journal cannot be shipped, for a reason that is not the database's."""


class Silent:
    """For whoever looks at the progress only."""

    def away(self, why: str) -> None:
        """Nobody is told."""

    unfit = stuck = away

    def back(self, seconds: float) -> None:
        """Nobody is told."""

    def refused(self, entry: str, why: str) -> None:
        """Nobody is told."""

    def damaged(self, journal: str, size: int) -> None:
        """Nobody is told."""
