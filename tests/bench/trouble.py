"""Why a measurement has no figure: a program is missing, or something went wrong."""

from __future__ import annotations


class NotInstalledError(Exception):
    """A program we need is not on this machine. The measurement is skipped, by name."""


class CouldNotRunError(Exception):
    """What should have run did not, or answered wrongly. The run as a whole fails."""
