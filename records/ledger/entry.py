"""One entry of the ledger: what one finished attempt used, what it cost, and whom. Never changed; a correction is another entry."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, msgpack

from translators.canonical import NOTHING, Usage


class Entry(Struct, frozen=True, kw_only=True, array_like=True):
    """Append-only. Fields are only ever added at the end, with a default: older journals must stay readable."""

    request_id: str
    attempt: int  # 1, 2, …; 0 when no provider was asked, such as for a reply from the cache
    revision: int = 0  # 1, 2, … for corrections of this attempt: their amounts are differences, so that a sum stays a sum
    at: int  # when it ended, microseconds since the epoch
    key: str = ""  # whom it is booked to: names, empty where there is none
    organization: str = ""
    user: str = ""
    service: str = ""
    customer: str = ""
    tags: Mapping[str, str] = {}
    model: str = ""  # as the caller named it
    route: str = ""
    provider: str = ""
    target: str = ""  # "provider/model"
    status: int = 200  # what the caller would be told of this attempt alone; 499 when he left
    problem: str = ""  # the kind, when it did not end well
    finish: str = ""  # the canonical reason the answer ended
    streamed: bool = False
    cache: str = "off"  # hit, miss, coalesced, off
    usage: Usage = NOTHING  # its `provider_cost` is the provider's own figure, as it wrote it
    estimated: str = ""  # why the usage is not what the provider told: cut_off, caller_left, not_told; empty when it is
    cost: int = 0  # nanodollars, rounded up once: the sum of `costs`
    costs: Mapping[str, int] = {}  # nanodollars by usage bucket, those that are not 0
    provider_cost: int | None = None  # nanodollars that the provider says it cost
    charged: int = 0  # nanodollars for the organization: cost with its margin and discount
    saved: int = 0  # nanodollars that the gateway's cache saved
    price: str = ""  # the version of the price it was reckoned with; empty when none is known
    latency_us: int = 0  # from the attempt's beginning to its end
    ttft_us: int | None = None  # to its first content
    why: str = ""  # of a correction: what it was made for

    @property
    def id(self) -> str:
        """Names one entry among all."""
        own = f"{self.request_id}.{self.attempt}"
        return f"{own}.{self.revision}" if self.revision else own


_ENCODER = msgpack.Encoder()
_DECODER = msgpack.Decoder(Entry)


def encode(entry: Entry) -> bytes:
    """As it stands in the journal."""
    return _ENCODER.encode(entry)


def decode(data: bytes) -> Entry:
    """Raises msgspec.DecodeError for bytes that are none."""
    return _DECODER.decode(data)
