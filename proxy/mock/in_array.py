"""The moves of a stream for Google's callers who did not ask for events: one JSON array."""

from __future__ import annotations

from collections.abc import Iterable

from proxy.edge.in_array import InArray
from proxy.mock.moves import Beat, Cut, Head, Move, Send, Stall
from proxy.mock.replies import JSON

EVENTS = "text/event-stream"


def in_array(moves: Iterable[Move]) -> list[Move]:
    """What is no stream stays as it is: a refusal, a page, a body of another kind."""
    array, told = InArray(), list(moves)
    if not any(isinstance(move, Head) and ("content-type", EVENTS) in move.headers for move in told):
        return told
    for place, move in enumerate(told):
        match move:
            case Head(status):
                told[place] = Head(status, (("content-type", JSON),))
            case Send(data, event):
                told[place] = Send(array.feed(data), event)
            case Beat(_, every):
                told[place] = Beat(b"\n", every)
    if not isinstance(told[-1], Cut | Stall | Beat):
        told.append(Send(array.end()))
    return told
