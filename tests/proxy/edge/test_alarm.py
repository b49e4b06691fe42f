"""An alarm that is moved all the time and almost never rings."""

from __future__ import annotations

import asyncio

from proxy.edge.alarm import Alarm


async def test_it_rings_when_it_was_last_told_to() -> None:
    """Put forward or back."""
    rung = asyncio.Event()
    loop = asyncio.get_running_loop()
    alarm = Alarm(loop, rung.set)
    began = loop.time()
    for seconds in (60.0, 0.01, 0.1):
        alarm.within(seconds)
    await asyncio.wait_for(rung.wait(), 5.0)
    assert loop.time() - began > 0.09


async def test_it_rings_once() -> None:
    """Until it is set again."""
    rings: list[int] = []
    alarm = Alarm(asyncio.get_running_loop(), lambda: rings.append(1))
    alarm.within(0.0)
    await asyncio.sleep(0.02)
    assert len(rings) == 1
    alarm.within(0.0)
    await asyncio.sleep(0.02)
    assert len(rings) == 2


async def test_off_is_off() -> None:
    """Whether it may be set again, or never."""
    rings: list[int] = []
    alarm = Alarm(asyncio.get_running_loop(), lambda: rings.append(1))
    alarm.within(0.01)
    alarm.off()
    await asyncio.sleep(0.03)
    alarm.within(0.01)
    alarm.stop()
    await asyncio.sleep(0.03)
    assert rings == []
