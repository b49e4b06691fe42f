"""Documents: toml, or a fault with its line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.document import DEEPEST, LARGEST, Document
from config.faults import ConfigError


def fault(data: bytes) -> str:
    """The one thing wrong."""
    with pytest.raises(ConfigError) as caught:
        Document("gateway.toml", data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a = 1\nb = ", "gateway.toml:2: not toml: Invalid value, at the end of the file"),
        (b"a = 1\nb == 2\n", "gateway.toml:2: not toml: Invalid value (column 4)"),
        (b"[a]\n\n[a]\n", "gateway.toml:3: not toml: Cannot declare ('a',) twice (column 3)"),
        (b"a = 1\nb = '\xff'\n", "gateway.toml:2: not UTF-8"),
        (b"a = " + b"9" * 5000, "gateway.toml: not toml: Exceeds the limit"),
        (b"a = " + b"[" * 100_000, "gateway.toml: nested too deeply"),
        (b"a = " + b"[" * (DEEPEST + 5) + b"]" * (DEEPEST + 5), "gateway.toml: nested too deeply"),
        (b"#" * (LARGEST + 1), "gateway.toml: larger than 4 MB"),
    ],
    ids=lambda case: case[:20] if isinstance(case, bytes) else "",
)
def test_what_is_not_toml_has_its_line(data: bytes, words: str) -> None:
    """The first thing an operator needs."""
    assert fault(data).startswith(words)


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_fault(data: bytes) -> None:
    """Nothing but ConfigError comes out."""
    with suppress(ConfigError):
        Document("gateway.toml", data)


def test_a_mark_and_windows_line_ends_are_no_fault() -> None:
    """Editors leave them."""
    assert Document("x", b"\xef\xbb\xbfa = 1\r\nb = 2\r\n").written == {"a": 1, "b": 2}


def test_the_command_line_wins() -> None:
    """And what is wrong with it is said to be its own."""
    document = Document("gateway.toml", b"[server]\nport = 1\nhost = 'a'\n", {"server.port": 2, "log.level": "debug"})
    assert document.values == {"server": {"port": 2, "host": "a"}, "log": {"level": "debug"}}
    assert document.written == {"server": {"port": 1, "host": "a"}}
    assert str(document.fault(("server", "port"), "no")) == "command line: server.port: no"
    assert str(document.fault(("server", "host"), "no")) == "gateway.toml:3: server.host: no"
