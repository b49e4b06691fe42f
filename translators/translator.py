"""A translator joins one wire to the canonical shape. read = wire to canonical, write = canonical to wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Struct

from translators.canonical import ChatRequest, ChatResponse, Event, Limits, PartDelta, Problem, Reason, Usage
from translators.crossing import Places
from translators.names import Rule
from translators.showing import Shows
from translators.vocabulary import Spell, unspelled

Wire = Mapping[str, Any]
Headers = Mapping[str, str]  # names in lower case


class Envelope(Struct, frozen=True, kw_only=True):
    """What the gateway itself must know of a request. The rest stays bytes until somebody needs it."""

    model: str
    stream: bool = False
    wants_usage: bool = False  # a streaming caller asked for the usage chunk
    max_tokens: int | None = None
    n: int = 1
    user: str | None = None
    tier: str | None = None
    question: bytes = b""  # the request itself, on a wire whose replies repeat what was asked for


class Sight(Struct, frozen=True, kw_only=True):
    """What a reply, or one frame of a streamed reply, shows to someone who only meters it."""

    content: bool = False  # something of the answer is in it, not just a greeting or a heartbeat
    reason: Reason | None = None  # why the (first) answer ended
    ended: int = 0  # how many answers ended here: a stream without the wire's own end is whole when all n have
    usage: Usage | None = None
    heartbeat: bool = False  # a sign of life that is an event of the wire: no progress
    usage_goes_on: bool = False  # it tells only what has changed since: the rest was told before, in another frame
    usage_only: bool = False  # it says nothing but the usage: dropped when the caller did not ask for it
    done: bool = False  # the wire's own end of the stream
    problem: Problem | None = None  # an error, wherever the wire puts it


class StreamReader(Protocol):
    """Frames of one streamed reply to events."""

    def more(self, wire: Wire) -> PartDelta | None:
        """The one event of a frame that says more of an open part and nothing else, neither usage nor an end. None: it must be fed."""

    def feed(self, wire: Wire) -> Iterable[Event]:
        """One frame's meaning. Raises Problem when the frame is an error."""

    def done(self) -> None:
        """The wire's own end of the stream has come, where it is no frame to feed."""

    def finish(self) -> Iterable[Event]:
        """The stream has ended: close what is open, then Finish. Raises Problem when it was cut."""


class StreamWriter(Protocol):
    """Events of one reply to encoded frames."""

    def feed(self, event: Event) -> Iterable[bytes]:
        """One event as encoded frames, framing included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How the tokens of a question are counted, on a wire whose providers do it."""

    path: Callable[[str], str]  # behind a provider's base URL, for the provider's name of a model
    # at the caller's side
    peek_request: Callable[[bytes], Envelope]
    read_request: Callable[[Wire], ChatRequest]
    write_count: Callable[[int], Wire]
    # same wire on both sides
    forward_request: Callable[[bytes, Envelope, str], bytes]
    # at the provider's side
    write_request: Callable[[ChatRequest], tuple[Wire, tuple[str, ...]]]
    read_count: Callable[[Wire], int]  # raises Problem when it is none


def no_limits(_: Limits, __: float) -> tuple[tuple[str, str], ...]:
    """A wire without headers for them."""
    return ()


def no_echo(_: Envelope) -> Mapping[str, Any]:
    """A wire whose replies do not repeat the question."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """Everything the gateway needs of one wire. A near-wire is `replace(OPENAI_CHAT, …)`."""

    wire: str  # equal names may exchange bytes untouched
    stream_media_type: str
    stream_end: bytes  # the wire's own end of a stream, for providers that forget it; empty where it has none
    path: Callable[[str, bool], str]  # (provider's name of the model, streamed) to what stands behind a provider's base URL
    places: Places  # which features of a question have a place on it
    shows: Shows  # and which things of an answer
    names: Rule  # what a provider takes for a tool's name
    headers: tuple[tuple[str, str], ...] = ()  # what a request on this wire must carry
    passed_headers: frozenset[str] = frozenset()  # of the caller's, those that go along on the same wire, in lower case
    # at the caller's side
    peek_request: Callable[[bytes], Envelope]  # validates; a Problem names the field
    # same wire on both sides: bytes pass, and are only looked at
    forward_request: Callable[[bytes, Envelope, str], bytes]  # (body, envelope, provider's model name) to body
    glance_response: Callable[[bytes], Sight]  # a whole reply; a Problem in it when it is none
    glance_frame: Callable[[bytes], Sight]  # the data of one frame
    # any wire to any wire
    read_request: Callable[[Wire], ChatRequest]
    write_request: Callable[[ChatRequest], tuple[Wire, tuple[str, ...]]]  # and the fields that could not cross
    read_response: Callable[[Wire], ChatResponse]
    write_response: Callable[[ChatResponse], Wire]
    stream_reader: Callable[[], StreamReader]
    stream_writer: Callable[[Envelope], StreamWriter]
    read_problem: Callable[[int, Headers, bytes], Problem]
    write_problem: Callable[[Problem], Wire]
    write_stream_problem: Callable[[Problem], bytes]  # one well-formed error frame
    spell: Spell = unspelled  # what its callers call the places of a question that have none on another wire
    write_limits: Callable[[Limits, float], tuple[tuple[str, str], ...]] = no_limits  # as headers; the time, since the epoch
    echo: Callable[[Envelope], Mapping[str, Any]] = no_echo  # what a reply repeats of the question, beside what was answered
    counting: Counting | None = None
