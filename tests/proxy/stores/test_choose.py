"""Which shelf things stand on."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

from proxy.stores.choose import open_shelf
from tests.sources import ROOT
from tests.telling import Told


async def test_without_an_address_things_stay_in_this_process() -> None:
    """Nothing is opened."""
    shelf = open_shelf("", Told(), monotonic)
    assert shelf.kind == "memory"
    await shelf.close()


async def test_with_an_address_they_go_to_redis() -> None:
    """Nothing is asked of it before there is something to ask."""
    shelf = open_shelf("redis://127.0.0.1:1/0", Told(), monotonic)
    assert shelf.kind == "redis"
    await shelf.close()


def test_the_library_is_imported_only_by_those_who_use_it() -> None:
    """It takes 20 MB, and half a second of the start."""
    code = "import gateway, sys; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode == 0
