"""A base URL, taken apart once."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from msgspec import Struct

PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PATH = re.compile(r"(?:/[!$&'()*+,;=:@A-Za-z0-9._~%-]*)*")


class Address(Struct, frozen=True):
    """Where a provider listens."""

    scheme: str
    host: str  # a name in ASCII, or an address without brackets
    port: int
    path: str  # without a slash at its end


def parse(url: str) -> Address:
    """Take a base URL apart. Raises ValueError saying what would be right."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise ValueError("a URL has no spaces or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"not a URL: {error}") from error
    if parts.scheme not in PORTS:
        raise ValueError("a base URL begins with http:// or https://")
    if "@" in parts.netloc:
        raise ValueError("a base URL has no user or password: use api_key")
    if "?" in url or "#" in url:
        raise ValueError("a base URL has no ? or #")
    if not parts.hostname:
        raise ValueError("a base URL needs a host")
    if port == 0:
        raise ValueError("a port is between 1 and 65535")
    if not _PATH.fullmatch(parts.path):
        raise ValueError("the path has a character that no path may have: write it as %XX")
    return Address(parts.scheme, _host(parts.hostname), port or PORTS[parts.scheme], parts.path.rstrip("/"))


def _host(name: str) -> str:
    try:
        address = ip_address(name)
    except ValueError:
        return _name(name)
    if isinstance(address, IPv6Address) and address.scope_id:
        raise ValueError("an address has no zone")
    return str(address)


def _name(name: str) -> str:
    if ":" in name:
        raise ValueError("not an IPv6 address")
    try:
        ascii_name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError as error:
        raise ValueError("not the name of a host") from error
    labels = ascii_name.lower().removesuffix(".").split(".")
    if len(ascii_name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not the name of a host")
    if all(label.isdigit() for label in labels):
        raise ValueError("not an IPv4 address")
    return ascii_name.lower()
