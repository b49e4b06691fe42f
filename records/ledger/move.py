"""How far a booking moves a journal, and what to say when somebody else has moved it."""

from __future__ import annotations

from msgspec import Struct

from records.ledger.journal.position import Position


class Move(Struct, frozen=True):
    """The entries between the two positions of this journal."""

    journal: str
    after: Position
    upto: Position


class Misplaced(Exception):  # noqa: N818  it says where the journal stands
    """This journal is booked to another place than whoever books it thought: read on from there."""

    def __init__(self, stored: Position) -> None:
        super().__init__(f"booked up to byte {stored.offset} of segment {stored.segment}")
        self.stored = stored
