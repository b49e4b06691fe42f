"""Somebody who is told how a store does, and remembers it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Told:
    """What was said, in order."""

    said: list[str] = field(default_factory=list)

    def answered(self) -> None:
        """All is well."""
        self.said.append("answered")

    def failed(self, error: Exception) -> None:
        """Something is not."""
        self.said.append(f"failed: {type(error).__name__}")
