"""Which proxy, if any, stands before a provider: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as everyone reads them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from proxy.exchange.exchange import Origin

SCHEMES = ("http", "https")  # SOCKS needs a package that is not among the dependencies


def _variable(environment: Mapping[str, str], name: str) -> str:
    """The lower-case form wins, as it does for curl."""
    return environment.get(name) or environment.get(name.upper()) or ""


def _proxy_url(environment: Mapping[str, str], name: str) -> str | None:
    value = _variable(environment, name).strip()
    if not value:
        return None
    url = value if "://" in value else f"http://{value}"
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(f"{name.upper()} is not the URL of an http or https proxy")  # it may hold a password: not shown
    return url


class Proxies:
    """The proxies of one environment. Raises ValueError when one of them cannot be used."""

    __slots__ = ("_by_scheme", "_exceptions")

    def __init__(self, environment: Mapping[str, str]) -> None:
        any_scheme = _proxy_url(environment, "all_proxy")
        self._by_scheme = {scheme: _proxy_url(environment, f"{scheme}_proxy") or any_scheme for scheme in SCHEMES}
        words = _variable(environment, "no_proxy").replace(",", " ").split()
        self._exceptions = tuple(word.lower() for word in words)

    def __bool__(self) -> bool:
        return any(self._by_scheme.values())

    def of(self, origin: Origin) -> str | None:
        """The proxy's URL, or None for the direct way. What is on this machine is always reached directly."""
        url = self._by_scheme.get(origin.scheme)
        if url is None or is_loopback(origin.host) or any(exempts(word, origin) for word in self._exceptions):
            return None
        return url


def is_loopback(host: str) -> bool:
    """Is it this machine, said by name or number?"""
    address = _address(host)
    if address is not None:
        return address.is_loopback
    return host.lower().rstrip(".") == "localhost" or host.lower().rstrip(".").endswith(".localhost")


def exempts(word: str, origin: Origin) -> bool:
    """Does one word of NO_PROXY cover this origin? `*`, a network, an address, or a domain with all below it."""
    if word == "*":
        return True
    pattern, port = _split_port(word)
    if port is not None and port != origin.port:
        return False
    host = origin.host.lower().rstrip(".")
    address = _address(host)
    if address is not None:
        return _covers(pattern, address)
    domain = pattern.removeprefix("*").removeprefix(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _split_port(word: str) -> tuple[str, int | None]:
    if word.startswith("["):
        inside, _, rest = word[1:].partition("]")
        return inside, int(rest[1:]) if rest[1:].isdigit() else None
    name, colon, port = word.rpartition(":")
    if colon and ":" not in name and port.isdigit():
        return name, int(port)
    return word, None


def _covers(pattern: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return address in ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
