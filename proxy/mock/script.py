"""One request to the moves that answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from proxy.mock.answers import respond
from proxy.mock.faults import Fault
from proxy.mock.models import choose
from proxy.mock.moves import Moves
from proxy.mock.pace import Pace
from proxy.mock.replies import refusal, streamed, whole
from proxy.mock.spoiling import Scene
from translators.canonical import Problem
from translators.translator import Translator


class Habits(Struct, frozen=True):
    """What the mock does when the model's name says nothing else."""

    pace: Pace = Pace()
    faults: tuple[Fault, ...] = ()


HEALTHY = Habits()


def script(body: bytes, translator: Translator, clock: Callable[[], float], habits: Habits = HEALTHY) -> Moves:
    """What answers these bytes. What is no request, or asks for what the mock has not, is answered with a refusal."""
    try:
        request = translator.read_request(msgspec.json.decode(body))
        behaviour = choose(request.model, habits.pace)
        response = respond(request, behaviour.answer, int(clock()))
    except Problem as problem:
        return refusal(problem, translator)
    pace = behaviour.pace
    moves: Moves = streamed(request, response, translator, pace) if request.stream else whole(response, translator, pace)
    for fault in behaviour.faults or habits.faults:
        moves = fault(moves if isinstance(moves, Sequence) else list(moves), Scene(request, response, translator))
    return moves
