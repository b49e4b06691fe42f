"""As many open files as the system allows."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import resource
from console.cli.files import raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (50, 60))
raise_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_the_soft_limit_is_raised_to_the_hard_one() -> None:
    """In a process of its own: this one keeps its limits."""
    assert subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout == "60 60\n"
