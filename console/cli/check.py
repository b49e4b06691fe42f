"""`modelbridge check`: read gateway.toml as the gateway would, and say what comes of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from config import ConfigError, load_snapshot
from console.cli.picture import render
from console.cli.places import config_path


def check(asked: Path | None, environment: Mapping[str, str], *, colour: bool) -> int:
    """Print the compiled picture. The exit code: 0 it can be served, 2 it cannot."""
    path = config_path(asked)
    try:
        snapshot = load_snapshot(path, environment)
    except ConfigError as error:
        sys.stdout.write(render(None, error.faults, colour=colour))
        return 2
    sys.stdout.write(render(snapshot, (), colour=colour))
    return 0
