"""What a caller is told of its limits: how much is left of the tightest ones, and which one it has come to the end of."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from config.snapshot import Limit
from proxy.limits.claims import Claim
from proxy.limits.standing import Held, Standing
from records.money import usd
from translators.canonical import Kind, Limits, Problem, Window

SOON = 1.0  # seconds after which to ask again when too many calls run at once: nobody knows when one ends


def left(held: Held) -> Limits | None:
    """Of requests and tokens, as SDKs understand it; of several limits the one that has least left."""
    requests: Window | None = None
    tokens: Window | None = None
    for claim, standing in zip(held.claims, held.standings, strict=True):
        if claim.limit.unit == "requests":
            requests = _tighter(requests, claim.limit, standing)
        elif claim.limit.unit == "tokens":
            tokens = _tighter(tokens, claim.limit, standing)
    return None if requests is None and tokens is None else Limits(requests=requests, tokens=tokens)


def refusal(claim: Claim, standing: Standing, now: float) -> Problem:
    """With the limit in words, and when it is worth to ask again."""
    limit, rest = claim.limit, max(0, claim.limit.amount - standing.used)
    window = _tighter(None, limit, standing)
    if limit.unit == "usd":
        text = f"{described(claim)} has {usd(rest)} USD left, and this call may cost {usd(claim.amount)} USD{_anew(standing, now)}"
        return Problem(Kind.OVER_BUDGET, text)
    if limit.unit == "parallel":
        return Problem(Kind.RATE_LIMITED, f"{described(claim)} is reached: {standing.used} are being answered", retry_after=SOON)
    text = f"{described(claim)} is reached: {rest:,} left, and this call may use {claim.amount:,}{_anew(standing, now)}"
    told = Limits(requests=window if limit.unit == "requests" else None, tokens=window if limit.unit == "tokens" else None)
    return Problem(Kind.RATE_LIMITED, text, retry_after=None if limit.amount < claim.amount else standing.reset, limits=told)


def described(claim: Claim) -> str:
    """The limit, as an operator would say it."""
    limit, name = claim.limit, claim.counter[1]
    whose = "for everybody" if limit.scope == "global" else f"of the {limit.scope} {name!r}"
    if limit.unit == "usd":
        return f"the budget of {usd(limit.amount)} USD{_per(limit)} {whose}"
    if limit.unit == "parallel":
        return f"the limit of {limit.amount:,} calls at once {whose}"
    return f"the limit of {limit.amount:,} {limit.unit}{_per(limit)} {whose}"


def _per(limit: Limit) -> str:
    if limit.length is None:
        return ""
    if limit.length == "total":
        return " in total"
    return f" in any {limit.length}" if limit.rolling else f" a {limit.length}"


def _anew(standing: Standing, now: float) -> str:
    if standing.reset is None:
        return ""
    return f"; more is free from {datetime.fromtimestamp(ceil(now + standing.reset), UTC):%Y-%m-%dT%H:%M:%SZ} on"


def _tighter(known: Window | None, limit: Limit, standing: Standing) -> Window:
    rest = max(0, limit.amount - standing.used)
    if known is not None and known.remaining is not None and known.remaining <= rest:
        return known
    return Window(limit.amount, rest, standing.reset)
