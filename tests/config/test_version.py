"""The version is that of the distribution."""

from __future__ import annotations

import re
from importlib.metadata import version

from config.version import VERSION


def test_the_version_is_that_which_is_installed() -> None:
    """pyproject.toml takes it from here."""
    assert version("modelbridge") == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
