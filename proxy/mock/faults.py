"""The fault switch: everything the mock can be told to get wrong, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from proxy.mock import spoiling
from proxy.mock.moves import Move
from proxy.mock.pace import seconds
from proxy.mock.spoiling import Scene, Spoil
from translators.canonical import Kind


class Fault(Struct, frozen=True):
    """One way to get it wrong."""

    name: str
    says: str
    spoil: Spoil
    value: float | None = None
    takes: str = ""  # what the value means; empty: there is none

    def __call__(self, moves: Sequence[Move], scene: Scene) -> Sequence[Move]:
        """What becomes of healthy moves."""
        return self.spoil(moves, scene, self.value)


RETRY = "seconds of retry-after"


def _status(code: int, kind: Kind, message: str, *, takes: str = "", value: float | None = None) -> Fault:
    return Fault(f"status-{code}", message, spoiling.status(code, kind, message), value, takes)


ROWS = (
    Fault("none", "no fault: to have a good answer between bad ones", spoiling.healthy),
    _status(400, Kind.INVALID_REQUEST, "the request is refused"),
    _status(401, Kind.UNAUTHENTICATED, "the key is refused"),
    _status(403, Kind.FORBIDDEN, "the key may not do this"),
    _status(404, Kind.UNKNOWN_MODEL, "there is no such model"),
    _status(408, Kind.SLOW_CALLER, "the request took too long", takes=RETRY),
    _status(409, Kind.INVALID_REQUEST, "the request is in conflict with another", takes=RETRY),
    _status(425, Kind.INVALID_REQUEST, "too early", takes=RETRY),
    _status(429, Kind.RATE_LIMITED, "too many requests", takes=RETRY, value=1.0),
    _status(500, Kind.INTERNAL, "an error inside the provider", takes=RETRY),
    _status(502, Kind.INTERNAL, "a bad gateway", takes=RETRY),
    _status(503, Kind.INTERNAL, "out of service", takes=RETRY),
    _status(504, Kind.INTERNAL, "a gateway timed out", takes=RETRY),
    _status(529, Kind.INTERNAL, "overloaded", takes=RETRY),
    Fault("slow-first-byte", "not a byte for a while", spoiling.slow, 2.0, "seconds"),
    Fault("no-first-byte", "not a byte, ever", spoiling.slow),
    Fault("close", "closes without a byte", spoiling.close),
    Fault("error-in-200", "an error body under status 200", spoiling.error_in_200),
    Fault("empty-body", "status 200 and nothing", spoiling.empty_body),
    Fault("empty-choices", "a reply without an answer in it, and without a word that it has ended", spoiling.empty_choices),
    Fault("html", "status 200 and a web page", spoiling.html),
    Fault("truncated-json", "half a body, properly ended; half a stream that ends inside a frame", spoiling.truncated),
    Fault("malformed-event", "a frame mid-stream that is not JSON", spoiling.malformed_event),
    Fault("error-first", "a stream whose first event is an error", spoiling.error_first),
    Fault("error-mid-stream", "half an answer, then an error event", spoiling.error_mid_stream),
    Fault("cut", "half an answer, then the connection is closed", spoiling.cut, None, "tokens to send first"),
    Fault("reset", "half an answer, then the connection is reset", spoiling.reset, None, "tokens to send first"),
    Fault("stall", "half an answer, then nothing, for ever unless a time is given", spoiling.stall, None, "seconds"),
    Fault(
        "heartbeats",
        "signs of life, and no answer: comments in a stream, blank lines for a body",
        spoiling.heartbeats,
        1.0,
        "seconds between two",
    ),
    Fault("no-done", "a stream without its end mark", spoiling.no_done),
    Fault("no-finish", "a stream without finish_reason, usage and end mark", spoiling.no_finish),
)
FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in ROWS}


def decode_faults(text: str) -> tuple[tuple[Fault, ...], ...]:
    """`status-429=7,none,slow-first-byte=1+cut`: one for each request, in turn and over again. Raises ValueError."""
    return tuple(tuple(map(decode_fault, one.strip().split("+"))) for one in text.split(",") if one.strip())


def decode_fault(text: str) -> Fault:
    """`cut`, or `status-429=7`. Raises ValueError."""
    name, equals, value = text.partition("=")
    fault = FAULTS.get(name)
    if fault is None:
        raise ValueError(f"there is no fault {name!r}: there are {', '.join(FAULTS)}")
    if not equals:
        return fault
    length = seconds(value)
    if not fault.takes:
        raise ValueError(f"the fault {name!r} takes no value")
    if length is None:
        raise ValueError(f"{name}: {value!r} is no number of {fault.takes}")
    return replace(fault, value=length)
