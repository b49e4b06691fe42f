"""The head of a reply, read only as far as somebody asks: httptools has already found it well formed."""

from __future__ import annotations

import re

Headers = dict[str, str]
TIMEOUT = re.compile(r"timeout\s*=\s*(\d{1,9})", re.IGNORECASE)


def read_headers(head: bytes) -> Headers:
    """The fields after the status line: names in lower case, repeated ones joined by a comma."""
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")  # loses nothing
    headers: Headers = {}
    for line in text.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip(" \t")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def kept_for(head: bytes, most: float) -> float:
    """How long the connection may be kept: a second less than the server says in `keep-alive: timeout=5`."""
    found = TIMEOUT.search(read_headers(head).get("keep-alive", ""))
    return most if found is None else min(most, max(float(found.group(1)) - 1.0, 0.0))
