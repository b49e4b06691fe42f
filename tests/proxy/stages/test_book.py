"""To whom is the call booked?"""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.snapshot import Key
from proxy.call import Booked
from proxy.stages.book import book
from tests.made import call, key
from tests.onward import Onward
from translators.canonical import Kind, Problem
from translators.translator import Envelope

WHOSE = replace(key(), organization="acme", user="u-1", service="search", tags={"team": "search", "env": "live"})


async def booked(caller: Key | None = None, *, user: str | None = None, **headers: bytes) -> Booked:
    """What comes of it; `service=b"…"` is the header x-modelbridge-service."""
    onward = Onward()
    said = [(b"x-modelbridge-" + name.encode(), value) for name, value in headers.items()]
    await book(replace(call(caller=caller or key()), headers=said, envelope=Envelope(model="m", user=user)), onward)
    return onward.call.booked


async def refused(**headers: bytes) -> Problem:
    """The problem that comes of it."""
    with pytest.raises(Problem) as caught:
        await booked(None, user=None, **headers)
    assert caught.value.kind is Kind.INVALID_REQUEST
    return caught.value


async def test_nobody_is_named_and_nobody_is_made_up() -> None:
    """Empty words, in which nothing is unknown."""
    assert await booked() == Booked()


async def test_what_a_key_says_stands() -> None:
    """Who uses it cannot say otherwise."""
    said = await booked(WHOSE, user="u-2", service=b"chat", tags=b"env=test, run=7")
    assert (said.organization, said.user, said.service) == ("acme", "u-1", "search")
    assert said.tags == {"team": "search", "env": "live", "run": "7"}


async def test_what_a_key_leaves_open_its_user_may_say() -> None:
    """The user in the body, as each wire has it; the rest in headers. The organization is nobody's to choose."""
    said = await booked(user="u-2", service=b" chat ", customer=b"c-123", tags=b"run=7,,env = test ,", organization=b"acme")
    assert said == Booked("", "u-2", "chat", "c-123", {"run": "7", "env": "test"})


async def test_the_customer_is_always_the_callers_to_name() -> None:
    """A key serves many of them."""
    assert (await booked(WHOSE, customer=b"c-123")).customer == "c-123"


@pytest.mark.parametrize("value", ["Zoë".encode(), b"Zo%C3%AB", b"Zo%c3%ab"])
async def test_other_letters_come_as_they_are_or_percent_encoded(value: bytes) -> None:
    """Not every client can put them into a header."""
    assert (await booked(customer=value)).customer == "Zoë"
    assert (await booked(tags=b"who=" + value)).tags == {"who": "Zoë"}


async def test_a_percent_sign_that_encodes_nothing_is_one() -> None:
    """And a plus is a plus."""
    assert (await booked(customer=b"100% a+b")).customer == "100% a+b"


@pytest.mark.parametrize("value", [b"\xff", b"%FF", b"%ED%A0%80", b"a%00b", b"a%0Ab", b"a\tb", b"x" * 201], ids=repr)
@pytest.mark.parametrize("header", ["service", "customer"])
async def test_what_is_no_name_is_refused(header: str, value: bytes) -> None:
    """Half characters, control characters, whole novels: by the name of the header."""
    assert (await refused(**{header: value})).param == f"x-modelbridge-{header}"


@pytest.mark.parametrize(
    "value",
    [b"run", b"=7", b"run=", b"run= ", b"run=7=8", b"a b=7", b"r\xc3\xbcn=7", b"x" * 65 + b"=7", b"run=" + b"x" * 201, b"a=%FF", b"a=%0A"],
    ids=repr,
)
async def test_what_is_no_tag_is_refused(value: bytes) -> None:
    """It would be missed only when the month is over."""
    assert (await refused(tags=b"ok=1," + value)).param == "x-modelbridge-tags"


async def test_tags_are_few() -> None:
    """Sixteen, those of the key included."""
    tags = b",".join(b"t%d=x" % number for number in range(16))
    assert len((await booked(tags=tags)).tags) == 16
    with pytest.raises(Problem, match="at most 16 tags"):
        await booked(WHOSE, tags=tags)


async def test_what_the_key_says_already_is_not_even_read() -> None:
    """A client that is wrong about what does not matter is not held up by it."""
    assert (await booked(WHOSE, service=b"\xff")).service == "search"


async def test_a_long_user_ends_in_a_fingerprint() -> None:
    """It is part of a body that is good for the provider; no reason to refuse the call."""
    one, other = [(await booked(user="u" * 200 + letter)).user for letter in "AB"]
    assert one != other
    assert len(one) == len(other) == 200
    assert (await booked(user="u" * 200)).user == "u" * 200


@pytest.mark.parametrize("value", [b"a=" + b" " * 60_000 + b"=", b"a" * 60_000, b" " * 60_000 + b"=" + b" " * 60_000, b"a=b," * 15_000])
async def test_no_header_takes_long_to_read(value: bytes) -> None:
    """All that a head has room for."""
    began = time.perf_counter()
    with suppress(Problem):
        await booked(tags=value)
    assert time.perf_counter() - began < 1.0


@given(st.binary(max_size=60), st.binary(max_size=30), st.binary(max_size=30))
async def test_whatever_is_said_it_is_booked_or_refused(tags: bytes, service: bytes, customer: bytes) -> None:
    """Never anything else; and what is booked can be written anywhere."""
    try:
        said = await booked(tags=tags, service=service, customer=customer)
    except Problem:
        return
    assert "\0" not in str(said)
    assert str(said).encode()
