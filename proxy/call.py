"""A call is one request in flight. Stages receive it and pass it on; what happens to it is noted in its facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from config.snapshot import Key, Snapshot, Target
from translators.canonical import Batch, Kind, Limits, Problem, Reason, Usage
from translators.translator import Envelope, Translator

Read = Callable[[int], Awaitable[bytes]]
Headers = Sequence[tuple[bytes, bytes]]  # names in lower case


class CallerLeft(Exception):  # noqa: N818  nobody is there to be told: it is not an error
    """The caller went away before its request was whole."""


def kind_of(error: BaseException, *, cutting: bool) -> Kind:
    """What became of a call that ended with this. `cutting`: it is the gateway that ends what is still in flight."""
    match error:
        case Problem():
            return error.kind
        case CallerLeft() | asyncio.CancelledError() if not cutting:
            return Kind.CALLER_LEFT
        case asyncio.CancelledError():
            return Kind.STOPPING
        case _:
            return Kind.INTERNAL


class Asked(Struct, frozen=True):
    """What the address of a request says, where its wire says it there and not in the body."""

    model: str
    stream: bool


class Booked(Struct, frozen=True):
    """To whom a call is booked, beside its key. Names; empty where there is none."""

    organization: str = ""
    user: str = ""
    service: str = ""
    customer: str = ""
    tags: Mapping[str, str] = {}


LARGE = 1024  # bytes of a frame that says more than a few words: a picture, a signature, a sound, what was said once more
KEPT, LARGE_KEPT = 65_536, 262_144  # bytes of frames, usual and large ones, that are kept until the answer is over
FEW = 64  # frames without content that are kept: a part may begin in one. xAI sends hundreds while it thinks


class Frames(Struct):
    """Some of a stream, with something of the answer in them."""

    count: int = 0
    size: int = 0  # in bytes


class Heard(Struct):
    """How much of an answer has come: enough to say about how many tokens it had, should the provider never say."""

    body: bytes = b""  # a whole reply
    kept: list[bytes] = field(default_factory=list)  # the first frames of a stream; few streams have more
    room: int = KEPT
    room_large: int = LARGE_KEPT
    few: int = FEW
    rest: Frames = field(default_factory=Frames)  # that were not kept
    rest_large: Frames = field(default_factory=Frames)

    def hear(self, data: bytes, content: bool) -> None:
        """Another frame."""
        if not content:
            if self.few > 0 and len(data) < self.room_large:
                self.few -= 1
                self.kept.append(data)
            return
        size = len(data)
        if size <= LARGE:
            if self.room > 0:
                self.room -= size
                self.kept.append(data)
            else:
                self.rest.count += 1
                self.rest.size += size
        elif self.room > 0:  # behind frames that were not kept, a large one that repeats them would look as if it were new
            if self.room_large > 0:
                self.room_large -= size
                self.kept.append(data)
            else:
                self.rest_large.count += 1
                self.rest_large.size += size


class Facts(Struct):
    """What has happened to one call so far. Stages write it, the trace reads it; it never decides anything."""

    key: str = ""
    model: str = ""  # as the caller named it
    route: str = ""  # empty when the caller named a model, not a route
    target: Target | None = None
    attempts: int = 0
    streamed: bool = False
    status: int = 0
    problem: Kind | None = None
    reason: Reason | None = None
    usage: Usage | None = None
    cost: int | None = None  # nanodollars, rounded up, when the price is known
    costs: Mapping[str, int] = {}  # the same by usage bucket
    spent_tokens: int = 0  # by all attempts that are over, as the ledger has it
    spent_cost: int = 0  # nanodollars
    limits: Limits | None = None  # how much the caller has left of its own
    heard: Heard | None = None  # of the answer, by this attempt
    dropped: tuple[str, ...] = ()  # fields of the request that the target's wire has no place for
    warned: bool = False  # is that to be told to the operator, too?
    untold: tuple[str, ...] = ()  # parts of a whole reply that the caller's wire has no place for
    first_content_at: float = 0.0
    provider_seconds: float = 0.0  # spent waiting for the provider, by the provider's own doing
    estimated: bool = False  # a count that nobody made, only a guess
    left: bool = False  # the caller went away before the end


def nobody_asks(_: Problem | None) -> None:
    """Where no entry is written."""


class Call(Struct, frozen=True, kw_only=True):
    """One request in flight."""

    id: str
    arrived: float  # when its first byte was read, on the monotonic clock
    snapshot: Snapshot  # pinned at the door: a reload never changes a call in flight
    translator: Translator  # of the caller's wire
    secret: str  # what the caller shows to prove who it is
    read: Read  # reads the body, once, up to a number of bytes
    facts: Facts
    headers: Headers = ()  # the caller's, as they came
    asked: Asked | None = None
    caller: Key | None = None
    body: bytes = b""
    envelope: Envelope = Envelope(model="")
    targets: tuple[Target, ...] = ()
    booked: Booked = Booked()
    # Called when the answer is whole, or with what it was broken off by, before anybody is told so.
    over: Callable[[Problem | None], None] = nobody_asks


class Reply(Struct, frozen=True):
    """An answer that has begun: nothing can be tried elsewhere any more."""

    target: Target
    batches: AsyncIterator[Batch]
    close: Callable[[], Awaitable[None]]  # the edge calls it, whatever happened
    envelope: Envelope = Envelope(model="")  # of what was asked: the edge made its call before that was read


Next = Callable[[Call], Awaitable[Reply]]


class Stage(Protocol):
    """One thing that happens to every call."""

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Do it, and pass on; or raise Problem."""
