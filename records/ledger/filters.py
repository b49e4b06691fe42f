"""Which entries are meant: from when to when, and whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from records.ledger.moments import moment, shown
from records.ledger.rows import LONGEST_TAG, LONGEST_VALUE, fitting

USUAL = "30d"  # how far back, where nobody says
_AHEAD = 60_000_000  # microseconds that the clock of who asks may be ahead
NAMES = ("organization", "key", "user", "service", "customer", "provider", "model", "route")
OTHERS = ("since", "until", "tag", "status", "problem")
_CLASSES = {f"{digit}xx": (digit * 100, digit * 100 + 99) for digit in range(1, 6)}


class Unclear(ValueError):  # noqa: N818  it is shown as it is: its name is for readers of the code
    """A question that cannot be answered as it is put: which word of it is at fault, and what would be right."""

    def __init__(self, param: str, message: str) -> None:
        super().__init__(f"{param}: {message}")
        self.param = param
        self.message = message


class Filters(Struct, frozen=True, kw_only=True):
    """What is None says nothing; an empty name means those that have none."""

    since: int = 0  # microseconds
    until: int | None = None  # and not at it
    organization: str | None = None
    key: str | None = None
    user: str | None = None
    service: str | None = None
    customer: str | None = None
    provider: str | None = None
    model: str | None = None  # "provider/model"
    route: str | None = None
    tag: str | None = None  # "name=value"
    status: tuple[int, int] | None = None  # from one to another
    problem: str | None = None

    @property
    def named(self) -> Mapping[str, str]:
        """By dimension of the rollups, all but the organization, which each of these has."""
        values = ((name, getattr(self, name)) for name in (*NAMES[1:], "tag"))
        return {name: value for name, value in values if value is not None}


def read(pairs: Iterable[tuple[str, str]], now: int, also: Iterable[str] = ()) -> tuple[Filters, Mapping[str, str]]:
    """What somebody asks, name by name, and of the names in `also` what they say. Raises Unclear."""
    known, said = {*NAMES, *OTHERS, *also}, dict[str, str]()
    for name, value in pairs:
        if name not in known:
            raise Unclear(name[:100], f"there is no such parameter here; there are {', '.join(sorted(known))}")
        if name in said:
            raise Unclear(name, "is given twice")
        said[name] = value
    since = _moment(said, "since", now, USUAL)
    until = _moment(said, "until", now, None)
    if since is not None and since > now + _AHEAD:
        raise Unclear("since", f"must not be in the future: it is {shown(now)} now")
    if since is not None and until is not None and until <= since:
        raise Unclear("until", "must be after since" + ("" if "since" in said else " (30 days ago, unless you say otherwise)"))
    filters = Filters(
        since=since or 0,
        until=until,
        tag=_tag(said.get("tag")),
        status=_status(said.get("status")),
        problem=_fitted(said.get("problem")),
        **{name: _fitted(said.get(name)) for name in NAMES},
    )
    if filters.model and "/" not in filters.model:
        raise Unclear("model", f"write provider/model, such as openai/{filters.model[:100]}")
    return filters, {name: said[name] for name in also if name in said}


def number(said: Mapping[str, str], name: str, usual: int, most: int) -> int:
    """A count from 1 on. Raises Unclear."""
    text = said.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise Unclear(name, f"must be a number from 1 to {most}")
    return int(text)


def _moment(said: Mapping[str, str], name: str, now: int, usual: str | None) -> int | None:
    text = said.get(name, usual)
    try:
        return None if text is None else moment(text, now)
    except ValueError as error:
        raise Unclear(name, str(error)) from error


def _fitted(name: str | None) -> str | None:
    """As it stands in the database."""
    return None if name is None else fitting(name)


def _tag(text: str | None) -> str | None:
    if text is None:
        return None
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise Unclear("tag", "write name=value")
    return f"{fitting(name, LONGEST_TAG)}={fitting(value, LONGEST_VALUE)}"


def _status(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    if text in _CLASSES:
        return _CLASSES[text]
    if text.isascii() and text.isdecimal() and len(text) == 3 and 100 <= int(text) <= 599:
        return int(text), int(text)
    raise Unclear("status", "write a status such as 429, or 2xx, 4xx, 5xx")
