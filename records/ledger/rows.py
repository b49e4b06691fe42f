"""An entry as a row of its table, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any, TypeAlias

import orjson

from records.ledger.entry import Entry
from translators.canonical import Usage

Row: TypeAlias = tuple[object, ...]

LONGEST = 255  # characters of a name: an index of PostgreSQL takes no more than 2,700 bytes
LONGEST_TAG, LONGEST_VALUE = 96, 158  # together, with "=" between them, they are a name
MOST = 10**15  # of one amount in one entry. Sums are of 64 bits: what a provider makes up must not be able to stop the booking
LATEST = 2**57  # microseconds: in the year 6536
_MOST_ATTEMPTS = 2**31 - 1

COLUMNS = (
    *("at", "request_id", "attempt", "revision", "key", "organization", "user", "service", "customer", "tags"),
    *("model", "route", "provider", "target", "status", "problem", "finish", "streamed", "cache"),
    *("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in", "tool_in"),
    *("output", "reasoning", "audio_out", "image_out", "searches", "provider_said", "estimated"),
    *("cost", "costs", "provider_cost", "charged", "saved", "price", "latency_us", "ttft_us", "why"),
)
_AT = {name: index for index, name in enumerate(COLUMNS)}


def row(entry: Entry) -> Row:
    """In the order of COLUMNS. Nothing in it can be refused by a database: names are cut, amounts bounded, zero characters replaced."""
    usage = entry.usage
    names: tuple[str, ...] = (
        *(entry.request_id, entry.key, entry.organization, entry.user, entry.service, entry.customer, entry.model, entry.route),
        *(entry.provider, entry.target, entry.problem, entry.finish, entry.cache, usage.provider_cost or "", entry.estimated),
        *(entry.price, entry.why),
    )
    together = "".join(names)
    if len(together) > LONGEST or "\0" in together:
        names = tuple(map(fitting, names))
    request_id, key, organization, user, service, customer, model, route, *names_behind = names
    provider, target, problem, finish, cache, said, estimated, price, why = names_behind
    amounts: tuple[int, ...] = (
        *(usage.input, usage.cache_read, usage.cache_write_5m, usage.cache_write_1h, usage.audio_in, usage.image_in, usage.tool_in),
        *(usage.output, usage.reasoning, usage.audio_out, usage.image_out, usage.searches),
        *(entry.cost, entry.provider_cost or 0, entry.charged, entry.saved, entry.latency_us, entry.ttft_us or 0),
    )
    if max(amounts) > MOST or min(amounts) < -MOST:
        amounts = tuple(map(_bounded, amounts))
    cost, provider_cost, charged, saved, latency_us, ttft_us = amounts[12:]
    return (
        min(max(entry.at, 0), LATEST),
        request_id,
        min(max(entry.attempt, 0), _MOST_ATTEMPTS),
        min(max(entry.revision, 0), _MOST_ATTEMPTS),
        *(key, organization, user, service, customer),
        _tags(entry.tags) if entry.tags else "{}",
        *(model, route, provider, target),
        min(max(entry.status, 0), 999),
        *(problem, finish, entry.streamed, cache),
        *amounts[:12],
        None if usage.provider_cost is None else said,
        estimated,
        cost,
        orjson.dumps({fitting(name): _bounded(cost) for name, cost in entry.costs.items()}).decode() if entry.costs else "{}",
        None if entry.provider_cost is None else provider_cost,
        *(charged, saved, price, latency_us),
        None if entry.ttft_us is None else ttft_us,
        why,
    )


def entry(row: Sequence[Any]) -> Entry:
    """What `row` was made of; its columns in the order of COLUMNS."""
    values = dict(zip(COLUMNS, row, strict=True))
    said = values.pop("provider_said")
    usage = Usage(provider_cost=said, **{name: values.pop(name) for name in _BUCKETS})
    tags, costs = orjson.loads(values.pop("tags")), orjson.loads(values.pop("costs"))
    return Entry(usage=usage, tags=tags, costs=costs, streamed=bool(values.pop("streamed")), **values)


def fitting(name: str, longest: int = LONGEST) -> str:
    """A name as it stands in the database. One that is too long ends in a fingerprint of all of it, so that two never become one."""
    if len(name) <= longest and "\0" not in name:
        return name
    clean = name.replace("\0", "\ufffd")
    if len(clean) <= longest:
        return clean
    return f"{clean[: longest - 17]}~{blake2s(name.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _tags(tags: Mapping[str, str]) -> str:
    return orjson.dumps({fitting(name, LONGEST_TAG): fitting(value, LONGEST_VALUE) for name, value in tags.items()}).decode()


def _bounded(amount: int) -> int:
    return amount if -MOST <= amount <= MOST else (MOST if amount > 0 else -MOST)


_BUCKETS = COLUMNS[_AT["input"] : _AT["searches"] + 1]
