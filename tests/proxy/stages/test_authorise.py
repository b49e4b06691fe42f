"""May this caller use this endpoint, and this model?"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from config.schema.key import KeyScope
from config.snapshot import Key, Route, Target
from proxy.call import Call
from proxy.stages.authorise import authorise
from tests.made import call, key, provider, snapshot
from tests.onward import Onward
from translators.canonical import Kind, Problem
from translators.translator import Envelope

HOUSE = provider()
SMALL = Target(HOUSE, "small", "house/small")
HERE = snapshot(providers=[HOUSE], routes=[Route(name="fast", targets=(SMALL,))], bare={"small": SMALL})


def asking(model: str, caller: Key | None) -> Call:
    return replace(call(HERE, caller=caller), envelope=Envelope(model=model))


@pytest.mark.parametrize(
    ("patterns", "model"), [(("*",), "anything"), (("fast",), "fast"), (("house/*",), "house/small"), (("house/*",), "small")]
)
async def test_what_the_key_allows_passes(patterns: tuple[str, ...], model: str) -> None:
    """Unchanged."""
    onward, asked = Onward(), asking(model, key(models=patterns))
    await authorise(asked, onward)
    assert onward.call is asked


@pytest.mark.parametrize(("patterns", "model"), [(("fast",), "house/small"), (("house/*",), "fast"), ((), "fast"), (("fast",), "nothing")])
async def test_what_it_does_not_is_refused(patterns: tuple[str, ...], model: str) -> None:
    """403, naming key, model and field; whether there is such a model is not told."""
    onward = Onward()
    with pytest.raises(Problem) as caught:
        await authorise(asking(model, key(models=patterns)), onward)
    assert (caught.value.kind, caught.value.status, caught.value.param, onward.calls) == (Kind.FORBIDDEN, 403, "model", [])
    assert caught.value.message == f"the key 'ci' may not use the model {model!r}"


@pytest.mark.parametrize(("scopes", "passes"), [((), True), (("chat",), True), (("models", "chat"), True), (("models", "usage"), False)])
async def test_a_key_with_scopes_has_no_others(scopes: tuple[KeyScope, ...], passes: bool) -> None:
    """403, with the scope that is missing and those it has."""
    onward, asked = Onward(), asking("fast", key(scopes=frozenset(scopes)))
    if passes:
        await authorise(asked, onward)
        return
    with pytest.raises(Problem) as caught:
        await authorise(asked, onward)
    assert (caught.value.kind, onward.calls) == (Kind.OUT_OF_SCOPE, [])
    assert caught.value.message == "the key 'ci' may not use this endpoint: it needs the scope 'chat', and has models, usage"


async def test_nobody_may_use_nothing() -> None:
    """Should a list of stages ever forget to ask who is calling."""
    with pytest.raises(Problem) as caught:
        await authorise(asking("fast", None), Onward())
    assert caught.value.kind is Kind.UNAUTHENTICATED
