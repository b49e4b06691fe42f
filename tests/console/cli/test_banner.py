"""The words of a start."""

from __future__ import annotations

import re
import shlex

from console.cli.banner import banner

KEY = "mb-" + "aZ9_-" * 8


def test_with_a_key_of_ones_own_it_is_one_line() -> None:
    """There is nothing to show."""
    assert banner("http://127.0.0.1:8000", None) == "modelbridge is ready at http://127.0.0.1:8000\n"


def test_a_made_key_comes_with_lines_that_can_be_copied() -> None:
    """A shell takes each of them as it stands."""
    words = banner("http://[::1]:9", KEY)
    curl, python = (shlex.split(line) for line in re.findall(r"^  (curl .*|python .*)$", words, re.MULTILINE))
    assert curl[1] == "http://[::1]:9/v1/chat/completions"
    assert f"Authorization: Bearer {KEY}" in curl
    compile(python[2], "banner", "exec")
    assert f"api_key='{KEY}'" in python[2]
