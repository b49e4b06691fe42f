"""Faults and warnings, gathered while one configuration is read."""

from __future__ import annotations

from config.document import Document
from config.faults import Fault, Place, dotted


class Findings:
    """Everything found, so that an operator hears of it at once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.warnings: list[str] = []
        self._places: list[Place] = []

    def fault(self, place: Place, message: str, suggestion: str | None = None) -> None:
        """Something that must be mended. What only follows from a fault already found there is left out."""
        if any(place[: len(known)] == known for known in self._places):
            return
        self._places.append(place)
        self.faults.append(self.document.fault(place, message, suggestion))

    def named(self, table: str) -> frozenset[str]:
        """The names an operator gave in a table, those with faults included."""
        named = self.document.values.get(table)
        return frozenset(named) if isinstance(named, dict) else frozenset()

    def warn(self, place: Place, message: str) -> None:
        """Something that works, but perhaps not as meant."""
        self.warnings.append(f"{dotted(place)}: {message}")
