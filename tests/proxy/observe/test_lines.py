"""Rendered log lines on their way out."""

import io
import os
from collections.abc import Callable
from time import monotonic

from proxy.observe import lines
from proxy.observe.lines import FLUSH_AT, Lines


class Clockwork:
    """An event loop's call_later, rung by hand."""

    def __init__(self) -> None:
        self.bells: list[Callable[[], None]] = []

    def call_later(self, delay: float, callback: Callable[[], None], /) -> object:
        """Keep it for later."""
        assert delay > 0
        self.bells.append(callback)
        return None


def test_before_the_loop_runs_a_line_is_written_at_once() -> None:
    """Nobody would ring for it."""
    out = io.BytesIO()
    Lines(out).add(b"one\n")
    assert out.getvalue() == b"one\n"


def test_lines_are_collected() -> None:
    """They wait a little for each other, but never many of them, and none is lost at the end."""
    out, clockwork = io.BytesIO(), Clockwork()
    told = Lines(out)
    told.begin(clockwork)
    told.add(b"one\n")
    told.add(b"two\n")
    assert len(clockwork.bells) == 1
    clockwork.bells.pop()()
    for _ in range(FLUSH_AT):
        told.add(b"many\n")
    told.add(b"last\n")
    told.close()
    assert out.getvalue() == b"one\ntwo\n" + b"many\n" * FLUSH_AT + b"last\n"


def test_a_log_nobody_reads_holds_up_nothing() -> None:
    """A full pipe blocks its writer, never us; what does not fit is counted."""
    read, write = os.pipe()
    with os.fdopen(write, "wb", buffering=0) as out, os.fdopen(read, "rb"):
        told = Lines(out)
        told.begin(Clockwork())
        line = b"x" * 65_536 + b"\n"
        began = monotonic()
        for _ in range(lines.MOST_WAITING // len(line) + 1000):
            told.add(line)
        assert told.lost > 0
        assert monotonic() - began < 10
        os.set_blocking(read, False)
