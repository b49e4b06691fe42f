"""Names for calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from time import time


def request_ids() -> Callable[[], str]:
    """In order within a process, different in every process."""
    process = f"{int(time()):08x}{os.urandom(6).hex()}"
    numbers = count(1)
    return lambda: f"req_{process}{next(numbers):08x}"
