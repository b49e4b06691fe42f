"""What was used, as a person reads it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from console.api.shapes import mean
from console.cli.table import table
from records.ledger.entry import Entry
from records.ledger.figures import BUCKETS, Figures
from records.ledger.filters import Filters
from records.ledger.listing import Page
from records.ledger.moments import shown
from records.ledger.summing import Sum
from records.money import usd

AMOUNTS = ("requests", "errors", "tokens", "cost USD", "charged USD", "saved USD", "mean ms")
ENTRY = ("ended (UTC)", "request", "attempt", "key", "target", "status", "tokens in", "out", "cost USD", "ms", "problem")
NONE = "-"  # of those that have no name


def summary(filters: Filters, found: Figures) -> str:
    """All in all."""
    if not _any(found):
        return _nothing(filters)
    return _head(filters) + "\n" + "".join(f"  {name:<16} {words}\n" for name, words in _summary(found))


def breakdown(filters: Filters, by: str, found: Sequence[Sum], total: Figures, *, more: bool, colour: bool) -> str:
    """By name, and the sum of everybody at the end; what has several tags stands in several lines, but in the sum once."""
    if not _any(total):
        return _nothing(filters)
    rows = [(one.name or NONE, *_amounts(one.figures)) for one in found]
    told = table((by, *AMOUNTS), [*rows, ("all", *_amounts(total))], colour=colour)
    return f"{_head(filters)}\n{told}" + ("There are more: see --limit.\n" if more else "")


def timeseries(filters: Filters, found: Sequence[Sum], *, colour: bool) -> str:
    """Step by step."""
    if not any(_any(one.figures) for one in found):
        return _nothing(filters)
    rows = [(_minutes(one.start), *_amounts(one.figures)) for one in found]
    return f"{_head(filters)}\n{table(('from (UTC)', *AMOUNTS), rows, colour=colour)}"


def requests(filters: Filters, page: Page, *, colour: bool) -> str:
    """Entry by entry, the newest on top."""
    if not page.entries:
        return _nothing(filters)
    return f"{_head(filters)}\n{table(ENTRY, map(_entry, page.entries), colour=colour)}{more(page)}"


def more(page: Page) -> str:
    """How to go on, if there are more."""
    return "" if page.more is None else f"There are more: ask the same with --cursor {page.more}, or take an export.\n"


def _entry(entry: Entry) -> tuple[object, ...]:
    usage = entry.usage
    number = f"{entry.attempt}.{entry.revision}" if entry.revision else str(entry.attempt)
    who = (shown(entry.at)[:19].replace("T", " "), entry.request_id, number, entry.key or NONE, entry.target or NONE)
    return (*who, entry.status, usage.prompt, usage.completion, _usd(entry.cost), entry.latency_us / 1000, entry.problem or entry.why)


def _summary(found: Figures) -> Iterator[tuple[str, str]]:
    yield "requests", f"{_count(found.requests, 'good reply', 'good replies')} in {_count(found.attempts, 'attempt')}"
    if found.errors:
        yield "errors", f"{found.errors:,}: {found.status_4xx:,} 4xx ({_count(found.abandoned, 'caller')} left), {found.status_5xx:,} 5xx"
    yield "cost", f"{usd(found.cost)} USD"
    if found.charged != found.cost:
        yield "charged", f"{usd(found.charged)} USD"
    if found.provider_cost:
        yield "providers say", f"{usd(found.provider_cost)} USD"
    if found.cache_hits:
        yield "saved", f"{usd(found.saved)} USD by {_count(found.cache_hits, 'answer')} from the cache"
    yield "tokens", f"{found.tokens:,}"
    for bucket in BUCKETS:
        if amount := getattr(found, bucket):
            yield bucket if bucket == "searches" else f"  {bucket}", f"{amount:,}"
    if found.estimated:
        yield "estimated", f"the usage of {_count(found.estimated, 'attempt')}"
    if found.corrections:
        yield "corrected", f"by {_count(found.corrections, 'entry', 'entries')}"
    if found.attempts:
        yield "mean latency", f"{mean(found.latency_us, found.attempts):,} ms"
    if found.ttft_count:
        yield "first content", f"after {mean(found.ttft_us, found.ttft_count):,} ms, in the mean"


def _amounts(of: Figures) -> tuple[object, ...]:
    money = (_usd(of.cost), _usd(of.charged), _usd(of.saved))
    return (of.requests, of.errors, of.tokens, *money, mean(of.latency_us, of.attempts))


def _usd(nanodollars: int) -> Decimal:
    return Decimal(usd(nanodollars))


def _any(found: Figures) -> bool:
    return bool(found.attempts or found.corrections)


def _head(filters: Filters) -> str:
    return f"Usage {_span(filters)}\n"


def _nothing(filters: Filters) -> str:
    return f"Nothing {'that fits ' if _narrow(filters) else ''}was used {_span(filters)}.\n"


def _narrow(filters: Filters) -> bool:
    return filters != Filters(since=filters.since, until=filters.until)


def _span(filters: Filters) -> str:
    until = "" if filters.until is None else f" until {_minutes(filters.until)}"
    return f"since {_minutes(filters.since)}{until} UTC"


def _minutes(at: int) -> str:
    return shown(at)[:16].replace("T", " ")


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
