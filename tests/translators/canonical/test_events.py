"""A reply is a stream of events."""

from __future__ import annotations

from translators.canonical import Batch, ChoiceEnd, Finish, PartDelta, Start, Usage


def test_a_batch_may_be_nothing_but_bytes() -> None:
    """None: nobody needed to decode it. Empty: it says nothing."""
    assert Batch(None, b"data: {}\n\n").events is None
    assert Batch(()).wire_bytes is None


def test_events_of_the_only_answer_need_not_name_it() -> None:
    """Most replies have one."""
    assert (PartDelta(0, "a").choice, ChoiceEnd("stop").choice) == (0, 0)
    assert Finish("stop", Usage()) == Finish("stop", Usage(), {})
    assert Start("r", "m").created == 0
