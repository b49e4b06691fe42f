"""One request to the moves that answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from proxy.mock.answers import respond
from proxy.mock.faults import Fault
from proxy.mock.models import choose
from proxy.mock.moves import Moves
from proxy.mock.pace import Pace
from proxy.mock.replies import counted, refusal, streamed, whole
from proxy.mock.spoiling import Scene
from proxy.mock.wires import Spoken
from translators.canonical import Problem


class Habits(Struct, frozen=True):
    """What the mock does when the model's name says nothing else."""

    pace: Pace = Pace()
    faults: tuple[Fault, ...] = ()


HEALTHY = Habits()


def script(body: bytes, spoken: Spoken, clock: Callable[[], float], habits: Habits = HEALTHY) -> Moves:
    """What answers these bytes. What is no request, or asks for what the mock has not, is answered with a refusal."""
    translator = spoken.translator
    try:
        request = translator.read_request(msgspec.json.decode(body))
        if spoken.asked is not None:
            request = replace(request, model=spoken.asked.model, stream=spoken.asked.stream)
        behaviour = choose(request.model, habits.pace)
        response = respond(request, behaviour.answer, int(clock()))
    except Problem as problem:
        return refusal(problem, translator)
    pace = behaviour.pace
    if spoken.counts:
        moves: Moves = counted(response.usage, translator, pace)
    elif request.stream:
        moves = streamed(request, response, translator, pace)
    else:
        moves = whole(response, translator, pace)
    for fault in behaviour.faults or habits.faults:
        moves = fault(moves if isinstance(moves, Sequence) else list(moves), Scene(request, response, translator))
    return moves
