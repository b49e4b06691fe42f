"""Troubles are told apart by what can be done about them."""

from __future__ import annotations

from records.ledger.journal.trouble import EntryTooLarge, JournalBroken, JournalFull, JournalTooNew


def test_only_a_disk_that_fails_is_an_error_of_the_system() -> None:
    """A full journal is a thing to be decided about; an entry that is too large is a mistake of ours."""
    assert issubclass(JournalBroken, OSError)
    assert not issubclass(JournalFull, OSError)
    assert not issubclass(JournalTooNew, OSError)
    assert issubclass(EntryTooLarge, ValueError)
