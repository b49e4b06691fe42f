"""The head of a request: checked so that nothing can be injected, rendered once and kept."""

from __future__ import annotations

import re

from proxy.exchange.exchange import Ask, Origin
from translators.canonical import Kind, Problem

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VISIBLE = re.compile(r"/[!-~]*")  # a path that cannot end its line, nor the request line's field
FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # in a value: a tab is the only control character allowed
HOST = re.compile(r"[0-9A-Za-z._:%-]+")
OUR_OWN = frozenset({"host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect"})
METHODS = frozenset({"POST", "GET", "PUT", "PATCH", "DELETE"})  # HEAD and CONNECT frame their replies otherwise
PORTS = {"http": 80, "https": 443}
Field = tuple[bytes, bytes]
KEPT = 1024  # rendered heads; headers that differ with each request would otherwise fill the memory


def authority(origin: Origin) -> str:
    """What stands in Host: brackets around IPv6, no port where the scheme says it."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    return host if PORTS.get(origin.scheme) == origin.port else f"{host}:{origin.port}"


def _refuse(what: str) -> Problem:
    return Problem(Kind.INTERNAL, f"a request to a provider cannot be sent: {what}")


def check(ask: Ask) -> None:
    """Raise Problem unless every piece of the head is exactly one piece of the head."""
    if ask.origin.scheme not in PORTS:
        raise _refuse(f"scheme {ask.origin.scheme!r} is not http or https")
    if HOST.fullmatch(ask.origin.host) is None:
        raise _refuse("the host has a character no host has")
    if ask.method not in METHODS:
        raise _refuse(f"method {ask.method!r} is not one of {', '.join(sorted(METHODS))}")
    if VISIBLE.fullmatch(ask.path) is None:
        raise _refuse("the path must begin with / and have only visible ASCII characters")
    for name, value in ask.headers:
        if TOKEN.fullmatch(name) is None:
            raise _refuse(f"header name {name!r} is not a token")
        if name.lower() in OUR_OWN:
            raise _refuse(f"header {name!r} is the exchange's own")
        if FORBIDDEN.search(value) is not None:  # the value itself may be a secret
            raise _refuse(f"the value of header {name!r} has a control character")


def lines(ask: Ask) -> list[Field]:
    """Checked headers as bytes, ours first. Values go out as UTF-8, which is ASCII for all that matters."""
    check(ask)
    fields: list[Field] = [(b"host", authority(ask.origin).encode("ascii"))]
    if all(name.lower() != "accept-encoding" for name, _ in ask.headers):
        fields.append((b"accept-encoding", b"identity"))  # unpacking costs more than a short way saves
    try:
        fields.extend((name.encode("ascii"), value.strip(" \t").encode()) for name, value in ask.headers)
    except UnicodeEncodeError as error:
        raise _refuse("a header has a lone surrogate") from error
    return fields


def render(ask: Ask) -> bytes:
    """The head up to the number in content-length, which is all that differs between two equal asks."""
    fields = b"".join(b"%b: %b\r\n" % field for field in lines(ask))
    start = f"{ask.method} {ask.path} HTTP/1.1\r\n".encode("ascii")
    return b"%b%bcontent-length: " % (start, fields)


class Heads:
    """Heads already rendered. The headers of a provider hardly ever change."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], bytes] = {}

    def of(self, ask: Ask) -> bytes:
        """The head of this ask."""
        origin = ask.origin
        key = (origin.host, origin.port, origin.scheme, ask.path, ask.method, ask.headers)
        found = self._kept.get(key)
        if found is not None:
            return found
        made = render(ask)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = made
        return made
