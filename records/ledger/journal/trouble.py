"""What can be wrong with a journal, in an operator's words."""

from __future__ import annotations


class JournalFull(Exception):  # noqa: N818  `on_full` decides whether it is an error
    """Nothing was written: the journal has reached its cap, or the disk is full."""


class JournalBroken(OSError):  # noqa: N818  what happened, in words
    """The disk did not do what it was asked to. Its own error is the cause."""


class JournalTooNew(Exception):  # noqa: N818  another gateway can read it
    """A newer gateway wrote this segment, in a form that this one does not know."""


class EntryTooLarge(ValueError):  # noqa: N818  what happened, in words
    """An entry is some hundred bytes; nobody bounded what went into this one."""
