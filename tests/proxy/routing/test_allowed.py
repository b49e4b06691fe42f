"""What a key may use."""

import pytest

from config.snapshot import Route, Target
from proxy.routing.allowed import allowed
from tests.made import key, provider, snapshot

OPENAI = provider("openai", models=["gpt-4o-mini", "gpt-4o"])
MINI = Target(OPENAI, "gpt-4o-mini", "openai/gpt-4o-mini")
WORLD = snapshot(providers=[OPENAI], routes=[Route(name="fast", targets=(MINI,))], bare={"gpt-4o-mini": MINI})


@pytest.mark.parametrize(
    ("patterns", "model", "may"),
    [
        (("*",), "anything/at-all", True),
        ((), "fast", False),
        (("fast",), "fast", True),
        (("fast",), "openai/gpt-4o-mini", False),  # a route is not a way to what stands behind it
        (("openai/*",), "openai/gpt-4o", True),
        (("openai/*",), "gpt-4o-mini", True),  # the bare name means that target
        (("openai/*",), "fast", False),  # a route is allowed by its own name only
        (("gpt-4o*",), "gpt-4o-mini", True),
        (("OPENAI/*",), "openai/gpt-4o", False),
        (("openai/gpt-4o",), "openai/gpt-4o-mini", False),
    ],
)
def test_a_key_may_use_what_its_patterns_name(patterns: tuple[str, ...], model: str, may: bool) -> None:
    """The table of cases."""
    assert allowed(key(models=patterns), model, WORLD) is may
