"""Memory that a large request needed is kept for the next one."""

from __future__ import annotations

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # glibc's numbers for these options of mallopt
KEPT = 67_108_864  # bytes of freed memory the process holds on to
MAPPED = 33_554_432  # a block from this size on is given back at once; glibc takes no more


def keep_freed_memory() -> bool:
    """Say so to the C library, where it can be told.

    Left alone it gives every block of some megabytes back to the system and asks for it anew; the system then clears it page
    by page. A request of 10 MB took twice as long.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # not glibc
        return False
    return bool(mallopt(TRIM_THRESHOLD, KEPT) and mallopt(MMAP_THRESHOLD, MAPPED))
