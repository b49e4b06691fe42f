"""Writes of one turn of the event loop, handed to the sockets together."""

import asyncio

from proxy.outbox import AT_ONCE, Outbox


class Socket:
    """Notes what is written to it."""

    def __init__(self, notes: list[tuple[str, bytes]], name: str) -> None:
        self.notes, self.name, self.closing = notes, name, False

    def write(self, data: bytes, /) -> None:
        """Send."""
        self.notes.append((self.name, data))

    def is_closing(self) -> bool:
        """Is nobody there any more?"""
        return self.closing


async def test_writes_wait_for_the_end_of_the_turn_and_keep_their_order() -> None:
    """What is put later is written later."""
    notes: list[tuple[str, bytes]] = []
    outbox, a, b = Outbox(asyncio.get_running_loop()), Socket(notes, "a"), Socket(notes, "b")
    outbox.put(a, b"1")
    outbox.put(b, b"2")
    outbox.put(a, b"3")
    assert notes == []
    await asyncio.sleep(0)
    assert notes == [("a", b"1"), ("b", b"2"), ("a", b"3")]


async def test_a_flush_writes_now_and_once() -> None:
    """Before a close, for example."""
    notes: list[tuple[str, bytes]] = []
    outbox, a = Outbox(asyncio.get_running_loop()), Socket(notes, "a")
    outbox.put(a, b"1")
    outbox.flush()
    assert notes == [("a", b"1")]
    await asyncio.sleep(0)
    assert notes == [("a", b"1")]


async def test_much_is_not_kept_waiting() -> None:
    """So that a caller who reads slowly is noticed in time."""
    notes: list[tuple[str, bytes]] = []
    outbox, a = Outbox(asyncio.get_running_loop()), Socket(notes, "a")
    outbox.put(a, b"x" * (AT_ONCE + 1))
    assert len(notes) == 1


async def test_who_has_gone_is_written_nothing() -> None:
    """Its transport would only warn."""
    notes: list[tuple[str, bytes]] = []
    outbox, a = Outbox(asyncio.get_running_loop()), Socket(notes, "a")
    outbox.put(a, b"1")
    a.closing = True
    outbox.flush()
    assert notes == []
