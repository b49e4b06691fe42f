"""As many open files as the system allows: every caller needs one, and every provider that is asked for it."""

from __future__ import annotations

import resource
from contextlib import suppress


def raise_limit() -> None:
    """From the soft limit to the hard one. The soft one is for programs that count files in a table of 1,024; we do not."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # a system that calls it unlimited, and does not mean it
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
