"""What every shelf does, wherever it stands."""

from __future__ import annotations

import asyncio

from proxy.stores.shelf import LARGEST, Owner, Shelf

MINE, YOURS = Owner("thoughts", "ci"), Owner("thoughts", "other")
ODD = ["", "a:b", "{ci}", "ci}:x", "ci:{x", "*", "käse", "\x00", "a b\r\n", "\ud800", "x" * 300]


async def test_what_was_put_is_found(shelf: Shelf) -> None:
    """Byte for byte; what was not put is not there."""
    await shelf.put(MINE, {"a": b"\x00\xff", "b": b""}, 60)
    assert await shelf.get(MINE, ["b", "nothing", "a"]) == {"a": b"\x00\xff", "b": b""}
    assert await shelf.get(MINE, []) == {}
    await shelf.put(MINE, {"a": b"new"}, 60)
    assert await shelf.get(MINE, ["a"]) == {"a": b"new"}


async def test_nobody_finds_what_belongs_to_another(shelf: Shelf) -> None:
    """Nor what was kept for another purpose, nor by a name made to look like another's."""
    await shelf.put(MINE, {"a": b"mine"}, 60)
    for other in (YOURS, Owner("responses", "ci"), *(Owner("thoughts", name) for name in ODD)):
        assert await shelf.get(other, ["a", "ci:a", "{ci}:a"]) == {}
        assert not await shelf.delete(other, "a")
    assert await shelf.get(MINE, ["a"]) == {"a": b"mine"}


async def test_any_tenant_and_any_name_will_do(shelf: Shelf) -> None:
    """They are callers' and providers' words: no two are mistaken for one."""
    things = {(tenant, name): f"{tenant!r} {name!r}".encode() for tenant in ODD[:-2] for name in ODD}
    for (tenant, name), data in things.items():
        await shelf.put(Owner("thoughts", tenant), {name: data}, 60)
    for (tenant, name), data in things.items():
        assert await shelf.get(Owner("thoughts", tenant), [name]) == {name: data}


async def test_a_thing_is_gone_after_its_time(shelf: Shelf) -> None:
    """Also when it is short; one without any time never was."""
    await shelf.put(MINE, {"short": b"1", "other": b"1"}, 0.05)
    await shelf.put(MINE, {"long": b"2"}, 60)
    await shelf.put(MINE, {"other": b"2"}, 60)
    await shelf.put(MINE, {"never": b"3"}, 0)
    assert set(await shelf.get(MINE, ["short", "long", "never"])) >= {"long"}
    await asyncio.sleep(0.1)
    assert await shelf.get(MINE, ["short", "long", "other", "never"]) == {"long": b"2", "other": b"2"}
    assert not await shelf.delete(MINE, "short")


async def test_what_is_thrown_away_is_gone(shelf: Shelf) -> None:
    """Once."""
    await shelf.put(MINE, {"a": b"1", "b": b"2"}, 60)
    assert await shelf.delete(MINE, "a")
    assert not await shelf.delete(MINE, "a")
    assert await shelf.get(MINE, ["a", "b"]) == {"b": b"2"}


async def test_what_is_too_large_is_not_kept(shelf: Shelf) -> None:
    """And what stood under its name is gone: it would be found instead."""
    await shelf.put(MINE, {"a": b"small"}, 60)
    await shelf.put(MINE, {"a": bytes(LARGEST + 1), "b": b"2"}, 60)
    assert await shelf.get(MINE, ["a", "b"]) == {"b": b"2"}


MANY = 150  # connections are 64; few enough that a busy machine is not taken for a Redis that is away


async def test_many_at_once_do_not_disturb_one_another(shelf: Shelf) -> None:
    """More than there are connections; those who leave take nobody's answer with them."""
    await shelf.put(MINE, {f"{n}": f"{n}".encode() for n in range(MANY)}, 60)

    async def ask(n: int) -> bool:
        return await shelf.get(MINE, [f"{n}"]) == {f"{n}": f"{n}".encode()}

    tasks = [asyncio.create_task(ask(n)) for n in range(MANY)]
    await asyncio.sleep(0.002)
    for task in tasks[::3]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(answer is True for n, answer in enumerate(answers) if n % 3)
    assert await asyncio.gather(*(ask(n) for n in range(MANY))) == [True] * MANY
