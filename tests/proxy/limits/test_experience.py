"""How long answers usually are."""

from __future__ import annotations

from proxy.limits.experience import ENOUGH, MOST, Experience


def test_nothing_is_known_of_a_model_that_is_new() -> None:
    """Then the most is held."""
    experience = Experience()
    for _ in range(ENOUGH - 1):
        experience.note("m", 10)
    assert experience.likely("m") is None
    experience.note("m", 10)
    assert experience.likely("m") in range(10, 13)
    assert experience.likely("another") is None


def test_ninety_nine_of_a_hundred_are_no_longer() -> None:
    """A rare long one is not what is expected; many are."""
    experience = Experience()
    for number in range(1_000):
        experience.note("m", 4_000 if number % 200 == 0 else 100)
    assert experience.likely("m") in range(100, 125)
    for number in range(1_000):
        experience.note("m", 4_000 if number % 10 == 0 else 100)
    assert experience.likely("m") in range(4_000, 4_900)


def test_what_was_long_ago_is_forgotten() -> None:
    """A model may change."""
    experience = Experience()
    for length in (*[8_000] * 900, *[50] * 20_000):
        experience.note("m", length)
    assert experience.likely("m") in range(50, 65)


def test_an_answer_of_nothing_has_a_length() -> None:
    """Of none."""
    experience = Experience()
    for _ in range(ENOUGH):
        experience.note("m", 0)
    assert experience.likely("m") == 1


def test_callers_may_think_of_names() -> None:
    """But not of any number of them."""
    experience = Experience()
    for number in range(2 * MOST):
        for _ in range(ENOUGH):
            experience.note(f"m{number}", 5)
    assert experience.likely(f"m{MOST - 1}") is not None
    assert experience.likely(f"m{MOST}") is None
