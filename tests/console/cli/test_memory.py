"""Memory that a large request needed is kept for the next one."""

import platform
import subprocess
import sys

import pytest


def test_the_c_library_is_told() -> None:
    """In a process of its own: this one keeps its habits."""
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("only glibc can be told")
    code = "from console.cli.memory import keep_freed_memory; print(keep_freed_memory())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"
