"""What a request line asks for: a path and a query."""

from __future__ import annotations

from urllib.parse import unquote

from httptools import HttpParserError, parse_url


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
