"""A model name to the route it means."""

import pytest

from config.snapshot import Off, Route, Target
from proxy.routing.resolve import resolve
from tests.made import provider, snapshot
from translators.canonical import Kind, Problem

HOUSE = provider("house", models=["small"])
CLOSED = provider("closed", models=["only"], open_names=False)
SMALL = Target(HOUSE, "small", "house/small")
OFF = Off("openai", "OPENAI_API_KEY is not set")
WORLD = snapshot(
    providers=[HOUSE, CLOSED],
    routes=[
        Route(name="fast", targets=(SMALL,)),
        Route(name="gone", targets=(), off=(Off("openai/gpt-4o", OFF.why),)),
    ],
    bare={"small": SMALL},
    bare_off={"gpt-4o": "openai"},
    off=(OFF,),
)


def test_a_route_comes_first() -> None:
    """Its name is what the operator gave it."""
    assert resolve("fast", WORLD).name == "fast"


@pytest.mark.parametrize(("model", "target"), [("house/small", "small"), ("house/org/any:tag", "org/any:tag"), ("small", "small")])
def test_a_model_needs_no_route(model: str, target: str) -> None:
    """`provider/model` and a bare catalog name lead straight to a target."""
    found = resolve(model, WORLD)
    assert (found.name, found.targets[0].model) == ("", target)


def test_a_closed_provider_takes_only_names_it_knows() -> None:
    """A name that is not listed is unknown here, before anyone is asked."""
    assert resolve("closed/only", WORLD).targets[0].model == "only"
    with pytest.raises(Problem):
        resolve("closed/other", WORLD)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("fasst", "did you mean 'fast'?"),
        ("openai/gpt-4o", "the provider 'openai' is off: OPENAI_API_KEY is not set"),
        ("gpt-4o", "the provider 'openai' is off: OPENAI_API_KEY is not set"),
        ("gone", "openai/gpt-4o: OPENAI_API_KEY is not set"),
        ("house/", "there is no model 'house/'"),
        ("zzz", "GET /v1/models"),
    ],
)
def test_what_cannot_be_used_says_why(model: str, says: str) -> None:
    """404, the field, and a way on."""
    with pytest.raises(Problem) as raised:
        resolve(model, WORLD)
    assert (raised.value.kind, raised.value.param) == (Kind.UNKNOWN_MODEL, "model")
    assert says in raised.value.message
