"""Who is calling?"""

from __future__ import annotations

import pytest

from proxy.stages.authenticate import Authenticate
from tests.made import call, key, snapshot
from tests.onward import Onward
from translators.canonical import Kind, Problem

NOW = 1000.0
KEYS = [key("mb-one", name="one"), key("mb-two", name="two", expires=NOW), key("mb-three", name="three", expires=NOW + 1), key("mb-ü")]
ASK = Authenticate(lambda: NOW)


@pytest.mark.parametrize(("secret", "name"), [("mb-one", "one"), ("mb-three", "three")])
async def test_a_key_names_its_caller(secret: str, name: str) -> None:
    """To the stages behind, and in the facts."""
    onward, asked = Onward(), call(snapshot(keys=KEYS), secret=secret)
    await ASK(asked, onward)
    assert onward.call.caller is not None
    assert (onward.call.caller.name, asked.facts.key) == (name, name)


REFUSED = {
    "none": ("", "no API key"),
    "unknown": ("mb-four", "not known"),
    "another case": ("MB-ONE", "not known"),
    "a part": ("mb-on", "not known"),
    "expired": ("mb-two", "'two' has expired"),
    "beyond latin": ("mb-☃", "not known"),
}


@pytest.mark.parametrize(("secret", "says"), REFUSED.values(), ids=REFUSED)
async def test_without_a_good_key_nobody_gets_in(secret: str, says: str) -> None:
    """401, and the key itself is not repeated."""
    onward, asked = Onward(), call(snapshot(keys=KEYS), secret=secret)
    with pytest.raises(Problem) as caught:
        await ASK(asked, onward)
    assert (caught.value.kind, onward.calls, asked.facts.key) == (Kind.UNAUTHENTICATED, [], "")
    assert says in caught.value.message
    assert not secret or secret not in caught.value.message


async def test_where_there_are_no_keys_nobody_gets_in() -> None:
    """The gateway is never open."""
    with pytest.raises(Problem):
        await ASK(call(snapshot()), Onward())


def test_a_key_is_the_bytes_the_caller_sent() -> None:
    """A header is bytes: what the edge reads as latin-1 is looked up as what it was."""
    assert ASK.identify("mb-ü".encode().decode("latin-1"), snapshot(keys=KEYS)).name == "ci"
