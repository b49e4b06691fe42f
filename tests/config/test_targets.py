"""Targets: what the names in routes mean."""

from __future__ import annotations

import pytest

from tests.tables import faults, loaded

ROUTES = """\
[routes.a]
targets = ["mock/echo"]
fallback = {a}
[routes.b]
targets = ["mock/lorem"]
fallback = {b}
[routes.c]
targets = ["mock/json"]
"""


def test_a_target_is_a_provider_and_a_model() -> None:
    """The model may have slashes of its own."""
    route = loaded('[routes.a]\ntargets = ["mock/x/y", { target = "mock/z", weight = 0 }]\n').routes["a"]
    assert [(target.name, target.model, target.weight) for target in route.targets] == [("mock/x/y", "x/y", 1), ("mock/z", "z", 0)]
    assert route.targets[0].provider.name == "mock"


def test_a_bare_name_goes_to_the_provider_that_makes_it() -> None:
    """In routes as in requests."""
    snapshot = loaded('[routes.a]\ntargets = ["gpt-4o-mini"]\n', {"OPENAI_API_KEY": "k"})
    assert snapshot.routes["a"].targets[0].name == "openai/gpt-4o-mini" == snapshot.bare["gpt-4o-mini"].name


def test_a_bare_name_of_a_provider_that_is_off_says_so() -> None:
    """Rather than that there is no such model."""
    snapshot = loaded("")
    assert "gpt-4o-mini" not in snapshot.bare
    assert snapshot.bare_off["gpt-4o-mini"] == "openai"


def test_a_target_that_is_off_is_kept_aside() -> None:
    """The route serves with the others, and says why it does without."""
    snapshot = loaded('[routes.a]\ntargets = ["groq/x", "mock/echo"]\n')
    route = snapshot.routes["a"]
    assert [target.name for target in route.targets] == ["mock/echo"]
    assert [(off.name, off.why) for off in route.off] == [("groq/x", "provider groq is off: no key: GROQ_API_KEY is not set")]
    assert snapshot.warnings == ("routes.a.targets[0]: groq/x cannot be used: provider groq is off: no key: GROQ_API_KEY is not set",)


def test_fallbacks_are_flattened_in_order_and_nothing_twice() -> None:
    """A route stands for its targets, then for its own fallbacks."""
    routes = loaded(ROUTES.format(a='["b", "mock/echo", "mock/slow", "c"]', b='["c"]')).routes
    assert [target.name for target in routes["a"].fallback] == ["mock/lorem", "mock/json", "mock/slow"]
    assert [target.name for target in routes["b"].fallback] == ["mock/json"]


@pytest.mark.parametrize(
    ("a", "b", "lines"),
    [
        ('["a"]', "[]", ["gateway.toml:3: routes.a.fallback[0]: leads back to where it began: a > a"]),
        (
            '["c", "b"]',
            '["a"]',
            [
                "gateway.toml:3: routes.a.fallback[1]: leads back to where it began: a > b > a",
                "gateway.toml:6: routes.b.fallback[0]: leads back to where it began: b > a > b",
            ],
        ),
    ],
)
def test_a_circle_of_fallbacks_is_a_fault(a: str, b: str, lines: list[str]) -> None:
    """It names the way round."""
    assert faults(ROUTES.format(a=a, b=b)) == lines


def test_a_circle_further_on_is_the_fault_of_those_in_it() -> None:
    """Not of a route that merely leads there."""
    text = ROUTES.format(a='["b"]', b='["b"]')
    assert faults(text) == ["gateway.toml:6: routes.b.fallback[0]: leads back to where it began: b > b"]


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ('targets = ["mokc/echo"]', "routes.a.targets[0]: there is no provider called `mokc` (did you mean `mock`?)"),
        ('targets = ["gpt-4o-mni"]', "routes.a.targets[0]: `gpt-4o-mni` is not `provider/model`, nor the name of a model in the catalog"),
        ('targets = ["mock/"]', "routes.a.targets[0]: `mock/` is not `provider/model`"),
        ('targets = ["/echo"]', "there is no provider called ``"),
        ('targets = ["mock/echo", "other"]', "`other` is a route: a target is `provider/model` (other routes may stand in `fallback`)"),
        (
            'targets = ["mock/echo"]\nfallback = ["othre"]',
            "`othre` is neither a route, nor `provider/model`, nor the name of a model in the catalog",
        ),
        ('targets = ["mock/echo"]\nfallback = ["x"]', "`x` is neither a route"),
    ],
)
def test_a_name_nobody_knows_is_a_fault(route: str, words: str) -> None:
    """With the one that was meant, if one is near."""
    found = faults(f'[routes.a]\n{route}\n[routes.other]\ntargets = ["mock/echo"]\n')
    assert len(found) == 1
    assert words in found[0]


def test_a_closed_provider_has_only_the_models_it_lists() -> None:
    """A slip of the pen is found before a caller finds it."""
    house = '[providers.house]\nwire = "openai_chat"\nbase_url = "http://h/v1"\nmodels = ["small"]\nopen_names = {}\n'
    route = '[routes.a]\ntargets = ["house/smal"]\n'
    assert faults(house.format("false") + route) == [
        "gateway.toml:7: routes.a.targets[0]: `house` has no model called `smal` (did you mean `small`?)"
    ]
    warnings = loaded(house.format("true") + route).warnings
    assert warnings == ("routes.a.targets[0]: house/smal is not in the catalog: nothing is known of its price and limits",)


def test_a_provider_with_faults_is_not_unknown_as_well() -> None:
    """One cause, one fault."""
    found = faults('[providers.house]\nwire = "nope"\nbase_url = "http://h"\n[routes.a]\ntargets = ["house/x"]\n')
    assert len(found) == 1
    assert "providers.house.wire" in found[0]
