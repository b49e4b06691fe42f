"""A shelf in memory: what is only true of it. The rest is in tests/contract/stores."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.stores.memory.shelf import OVERHEAD, MemoryShelf
from proxy.stores.shelf import Owner
from tests.canned import Clock

CI, BUSY = Owner("thoughts", "ci"), Owner("thoughts", "busy")


def shelf(things: int, clock: Clock | None = None) -> MemoryShelf:
    """With room for so many of two bytes."""
    return MemoryShelf(clock or Clock(), room=things * (OVERHEAD + 2))


async def test_when_it_is_full_the_oldest_goes() -> None:
    """What was put again is young."""
    full = shelf(10)
    for name in "abcdefghij":
        await full.put(CI, {name: b"1"}, 60)
    await full.put(CI, {"a": b"2"}, 60)
    await full.put(CI, {"k": b"1"}, 60)
    found = await full.get(CI, list("abcdefghijk"))
    assert "b" not in found
    assert found["a"] == b"2"
    assert "k" in found


async def test_one_who_has_much_pushes_out_only_what_is_his() -> None:
    """However much he puts."""
    full = shelf(10)
    await full.put(CI, {"mine": b"1", "also": b"2"}, 60)
    for number in range(1000):
        await full.put(BUSY, {f"{number % 10}": b"1"}, 60)
        await full.put(Owner("responses", "busy"), {f"{number % 10}": b"1"}, 60)
    assert await full.get(CI, ["mine", "also"]) == {"mine": b"1", "also": b"2"}
    assert await full.get(BUSY, ["9"]) == {"9": b"1"}


async def test_what_is_over_goes_before_what_is_not() -> None:
    """Also where nobody asks any more, and where a short time was put after a long one."""
    clock = Clock()
    full = shelf(10, clock)
    await full.put(BUSY, {"long": b"1"}, 600)
    await full.put(BUSY, dict.fromkeys("abcdefgh", b"1"), 1)
    clock.now += 2
    await full.put(CI, {"1": b"1", "2": b"1"}, 60)
    assert len(full) == 3
    assert set(await full.get(BUSY, ["long"])) == {"long"}


async def test_what_nobody_has_takes_no_room() -> None:
    """Nor does its owner."""
    clock = Clock()
    full = shelf(10, clock)
    await full.put(CI, {"a": b"1"}, 60)
    await full.delete(CI, "a")
    await full.put(CI, {"b": b"1"}, 1)
    clock.now += 2
    await full.put(CI, {"never": b"1"}, 0)
    assert (full.size, len(full), full._piles) == (0, 0, {})


async def test_what_never_fits_is_not_kept() -> None:
    """It pushes out nothing."""
    full = shelf(3)
    await full.put(CI, {"a": b"1"}, 60)
    await full.put(CI, {"huge": bytes(10_000)}, 60)
    assert set(await full.get(CI, ["a", "huge"])) == {"a"}


STEPS = st.lists(
    st.tuples(st.sampled_from("pgdt"), st.sampled_from([CI, BUSY]), st.sampled_from("abcdef"), st.integers(0, 900)), max_size=60
)


@settings(max_examples=200, deadline=None)
@given(STEPS)
async def test_it_never_takes_more_than_its_room(steps: list[tuple[str, Owner, str, int]]) -> None:
    """And always knows how much it takes."""
    clock = Clock()
    full = MemoryShelf(clock, room=3000)
    for what, owner, name, number in steps:
        match what:
            case "p":
                await full.put(owner, {name: bytes(number)}, 1 + number % 7)
                assert await full.get(owner, [name]) in ({name: bytes(number)}, {})
            case "d":
                await full.delete(owner, name)
                assert await full.get(owner, [name]) == {}
            case "t":
                clock.now += number / 300
        assert full.size <= 3000
        assert full.size == sum(len(n) + len(t.data) + OVERHEAD for pile in full._piles.values() for n, t in pile.things.items())
