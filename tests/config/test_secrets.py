"""Secrets: found where a reference says, fit for a header, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.secrets import LARGEST, Absent, Secrets, Unfit


def test_a_variable_of_the_environment(tmp_path: Path) -> None:
    """env:NAME."""
    assert Secrets(tmp_path, {"KEY": "sk-1"}).get("env:KEY") == "sk-1"


@pytest.mark.parametrize("data", [b"sk-1", b"sk-1\n", b"sk-1\r\n"])
def test_a_file_beside_gateway_toml(tmp_path: Path, data: bytes) -> None:
    """file:PATH, without the line end an editor leaves."""
    (tmp_path / "key").write_bytes(data)
    assert Secrets(tmp_path, {}).get("file:key") == "sk-1"


def test_an_absolute_path_is_taken_as_it_is(tmp_path: Path) -> None:
    """Where an orchestrator mounts its secrets."""
    (tmp_path / "key").write_text("sk-1")
    assert Secrets(Path("/nowhere"), {}).get(f"file:{tmp_path}/key") == "sk-1"


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("env:NOPE", "the environment variable NOPE is not set"),
        ("env:EMPTY", "the environment variable EMPTY is empty"),
        ("file:nope", "the file nope is not there"),
        ("file:empty", "the file empty is empty"),
        ("file:folder", "the file folder cannot be read: Is a directory"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, reference: str, words: str) -> None:
    """It is no error yet: keys come and go."""
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Absent, match=words):
        Secrets(tmp_path, {"EMPTY": ""}).get(reference)


@pytest.mark.parametrize("secret", ["a\r\nx: y", "a\nb", " sk-1", "sk-1 ", "a\tb", "a\0b", "“quoted”", "schlüssel", "a\x7fb", "\ud800"])
def test_what_cannot_be_a_header_is_refused_unseen(tmp_path: Path, secret: str) -> None:
    """A line end would begin a header of its own."""
    with pytest.raises(Unfit) as caught:
        Secrets(tmp_path, {"KEY": secret}).get("env:KEY")
    assert str(caught.value).startswith("the environment variable KEY has")
    assert secret not in str(caught.value)


@given(st.text(min_size=1, max_size=30))
def test_what_comes_out_can_stand_in_a_header(text: str) -> None:
    """Visible ASCII, and spaces inside."""
    try:
        secret = Secrets(Path(), {"KEY": text}).get("env:KEY")
    except Unfit:
        return
    assert secret == text.strip()
    assert all(" " <= character <= "~" for character in secret)


def test_a_file_as_large_as_a_picture_is_no_secret(tmp_path: Path) -> None:
    """Nor is /dev/zero."""
    (tmp_path / "key").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(Unfit, match="too large"):
        Secrets(tmp_path, {}).get("file:key")


def test_it_remembers_which_files_it_looked_at(tmp_path: Path) -> None:
    """There or not: the watch must see them come."""
    secrets = Secrets(tmp_path, {})
    with pytest.raises(Absent):
        secrets.get("file:nope")
    assert secrets.files == {tmp_path / "nope"}


def test_its_fingerprint_is_that_of_what_it_read(tmp_path: Path) -> None:
    """Equal secrets, equal fingerprints; and no secret in it or in the repr."""

    def print_of(value: str) -> bytes:
        secrets = Secrets(tmp_path, {"KEY": value})
        secrets.get("env:KEY")
        assert value not in repr(secrets)
        return secrets.fingerprint

    assert print_of("sk-1") == print_of("sk-1") != print_of("sk-2")
