"""The models of the mock: a name says what it answers, how fast, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from proxy.mock import answers
from proxy.mock.answers import Answer
from proxy.mock.faults import FAULTS, Fault, decode_fault
from proxy.mock.pace import Pace, seconds
from translators.canonical import Kind, Problem

SLOW = 1.0  # seconds
LONGEST = 1_000_000  # tokens


class Behaviour(Struct, frozen=True):
    """What one request's model does."""

    answer: Answer
    pace: Pace
    faults: tuple[Fault, ...] = ()


class Row(Struct, frozen=True):
    """One model; what stands after its name and a dash may change the behaviour."""

    says: str
    answer: Answer
    tune: Callable[[Behaviour, str], Behaviour | None] | None = None
    latency: float | None = None


def _length(behaviour: Behaviour, text: str) -> Behaviour | None:
    if not text.isdecimal() or int(text) > LONGEST:
        return None
    return replace(behaviour, answer=answers.lorem(int(text)))


def _latency(behaviour: Behaviour, text: str) -> Behaviour | None:
    length = seconds(text)
    return None if length is None else replace(behaviour, pace=replace(behaviour.pace, latency=length))


def _sealed(behaviour: Behaviour, text: str) -> Behaviour | None:
    return replace(behaviour, answer=answers.reason_sealed) if text == "sealed" else None


ROWS: Mapping[str, Row] = {
    "echo": Row("says what the user said last", answers.echo),
    "lorem": Row("100 tokens of Latin; lorem-500 for 500, lorem-500@50 for 50 a second", answers.lorem(answers.TOKENS), _length),
    "tools": Row("calls every tool it is offered, then says what they answered", answers.tools),
    "json": Row("answers in JSON, of the schema if there is one", answers.json),
    "reason": Row("thinks, then says what the user said last; reason-sealed lets nobody read the thought", answers.reason, _sealed),
    "slow": Row("echo after a second; slow-2s or slow-250ms for another time", answers.echo, _latency, SLOW),
    "refuse": Row("declines", answers.refuse),
}
MODELS: Mapping[str, str] = {name: row.says for name, row in ROWS.items()}


def choose(name: str, pace: Pace) -> Behaviour:
    """What the model of this name does: `model@rate+fault+fault`; `pace` is for names that say nothing of it."""
    first, *others = name.removeprefix("mock/").split("+")
    stem, at, rate = first.partition("@")
    behaviour = _model(stem, pace)
    try:
        if behaviour is None:
            behaviour, others = Behaviour(answers.echo, pace), [stem, *others]
        behaviour = replace(behaviour, faults=tuple(map(decode_fault, others)))
    except ValueError as error:
        raise Problem(Kind.UNKNOWN_MODEL, _unknown(name), param="model") from error
    if not at:
        return behaviour
    if not _is_rate(rate):
        raise Problem(Kind.UNKNOWN_MODEL, f"the mock has no model {name!r}: {rate!r} is no number of tokens a second", param="model")
    return replace(behaviour, pace=replace(behaviour.pace, rate=float(rate)))


def _model(stem: str, pace: Pace) -> Behaviour | None:
    row = ROWS.get(stem)
    if row is not None:
        return Behaviour(row.answer, pace if row.latency is None else replace(pace, latency=row.latency))
    word, _, rest = stem.partition("-")
    row = ROWS.get(word)
    return row.tune(Behaviour(row.answer, pace), rest) if row is not None and row.tune is not None else None


def _is_rate(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and float(text) > 0


def _unknown(name: str) -> str:
    return f"the mock has no model {name!r}: it has {', '.join(ROWS)}, and by name the faults {', '.join(FAULTS)}"
