"""What a request line asks for: a path and a query."""

from __future__ import annotations

import re
from urllib.parse import unquote

from httptools import HttpParserError, parse_url

# SDKs put the version before a path by themselves, OpenAI's alone does not: whoever writes it into the base URL of the
# others asks for it twice, and whoever leaves it out of OpenAI's does not ask for it at all.
_TWICE = re.compile(r"/v1(?:alpha|beta1?)?(?=/v1(?:alpha|beta1?)?/)")
_WITHOUT = re.compile(r"/(?:chat/completions$|(?:messages|responses|models)(?:/|$))")


def address(url: bytes) -> tuple[str, bytes]:
    """The path, unquoted, and the query. A whole address, as a proxy is asked, is one of ours all the same."""
    path, _, query = url.partition(b"?")
    if not path.startswith(b"/"):
        try:
            whole = parse_url(url)
        except HttpParserError:  # `host:443`, as CONNECT says it
            return path.decode("latin-1"), query
        path, query = whole.path or b"/", whole.query or b""
    text = path.decode("latin-1")
    return (unquote(text) if "%" in text else text), query


def meant(path: str) -> str:
    """A path nothing is at, as it was meant: with its version once."""
    twice = _TWICE.match(path)
    if twice:
        return path[twice.end() :]
    return f"/v1{path}" if _WITHOUT.match(path) else path
