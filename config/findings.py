"""Faults and warnings, gathered while one configuration is read."""

from __future__ import annotations

from config.document import Document
from config.faults import Fault, Place, dotted
from config.secrets import Absent, Unfit


class Findings:
    """Everything found, so that an operator hears of it at once."""

    def __init__(self, document: Document, needed: Place = ()) -> None:
        self.document = document
        self._needed = needed  # where secrets must be had: everywhere, or only below this place
        self.faults: list[Fault] = []
        self.warnings: list[str] = []
        self._places: list[Place] = []

    def fault(self, place: Place, message: str, suggestion: str | None = None) -> None:
        """Something that must be mended. What only follows from a fault already found there is left out."""
        if any(place[: len(known)] == known for known in self._places):
            return
        self._places.append(place)
        self.faults.append(self.document.fault(place, message, suggestion))

    def lacking(self, place: Place, error: Absent | Unfit) -> None:
        """A secret that cannot be had: a fault, where it is needed."""
        if place[: len(self._needed)] == self._needed:
            self.fault(place, str(error))

    def named(self, table: str) -> frozenset[str]:
        """The names an operator gave in a table, those with faults included."""
        named = self.document.values.get(table)
        return frozenset(named) if isinstance(named, dict) else frozenset()

    def warn(self, place: Place, message: str) -> None:
        """Something that works, but perhaps not as meant."""
        self.warnings.append(f"{dotted(place)}: {message}")
