"""From the name of a model to targets."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from config.snapshot import Route, Target
from proxy.call import Call
from proxy.stages.route import route
from tests.made import call, provider, snapshot
from tests.onward import Onward
from translators.canonical import Kind, Problem
from translators.translator import Envelope

HOUSE = provider(models=("small", "large"))
SMALL, LARGE = Target(HOUSE, "small", "house/small"), Target(HOUSE, "large", "house/large")
HERE = snapshot(providers=[HOUSE], routes=[Route(name="fast", targets=(SMALL, LARGE))], bare={"large": LARGE})


def asking(model: str) -> Call:
    return replace(call(HERE), envelope=Envelope(model=model))


@pytest.mark.parametrize(
    ("model", "name", "targets"),
    [("fast", "fast", ("house/small", "house/large")), ("house/new", "", ("house/new",)), ("large", "", ("house/large",))],
)
async def test_a_name_becomes_targets(model: str, name: str, targets: tuple[str, ...]) -> None:
    """In order; only a route of gateway.toml is a route in the facts."""
    onward, asked = Onward(), asking(model)
    await route(asked, onward)
    assert tuple(target.name for target in onward.call.targets) == targets
    assert asked.facts.route == name


async def test_an_unknown_name_leads_nowhere() -> None:
    """404, naming the field."""
    onward = Onward()
    with pytest.raises(Problem) as caught:
        await route(asking("fats"), onward)
    assert (caught.value.kind, caught.value.param, onward.calls) == (Kind.UNKNOWN_MODEL, "model", [])
    assert "'fast'" in caught.value.message
