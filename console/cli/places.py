"""Where the configuration is looked for."""

from __future__ import annotations

from pathlib import Path

HERE = Path("gateway.toml")


def config_path(asked: Path | None) -> Path | None:
    """The file that was named; else gateway.toml here; else none, and everything is as shipped."""
    if asked is not None:
        return asked
    return HERE if HERE.exists() else None
