"""From a reference to the secret itself: env:NAME or file:PATH."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

LARGEST = 65_536
_FIT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class Absent(Exception):  # noqa: N818  not an error by itself: keys come and go
    """The secret is not there."""


class Unfit(Exception):  # noqa: N818  the message is the caller's to place
    """The secret is there, but cannot be one."""


class Secrets:
    """Reads secrets, and remembers what it read. Its messages never hold one."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.files: set[Path] = set()  # looked at, there or not
        self._digest = sha256()

    def __repr__(self) -> str:
        return f"Secrets({str(self.folder)!r})"

    @property
    def fingerprint(self) -> bytes:
        """Changes when any secret that was asked for changes."""
        return self._digest.digest()

    def get(self, reference: str) -> str:
        """A secret that goes into a header. Raises Absent or Unfit."""
        return self._taken(reference, _fit)

    def text(self, reference: str) -> str:
        """A secret of many lines, such as a file of credentials. Raises Absent or Unfit."""
        return self._taken(reference, _readable)

    def _taken(self, reference: str, judged: Callable[[str, str], str]) -> str:
        scheme, _, name = reference.partition(":")
        try:
            text = self._environment(name, judged) if scheme == "env" else self._file(name, judged)
        except (Absent, Unfit) as error:
            self._note(reference, f"\0{error}")
            raise
        self._note(reference, text)
        return text

    def _note(self, reference: str, text: str) -> None:
        self._digest.update(sha256(reference.encode()).digest() + sha256(text.encode(errors="surrogateescape")).digest())

    def _environment(self, name: str, judged: Callable[[str, str], str]) -> str:
        text = self.environment.get(name)
        if text is None:
            raise Absent(f"the environment variable {name} is not set")
        if not text:
            raise Absent(f"the environment variable {name} is empty")
        return judged(text, f"the environment variable {name}")

    def _file(self, name: str, judged: Callable[[str, str], str]) -> str:
        path = self.folder / name
        self.files.add(path)
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError as error:
            raise Absent(f"the file {name} is not there") from error
        except OSError as error:
            raise Absent(f"the file {name} cannot be read: {error.strerror}") from error
        if len(data) > LARGEST:
            raise Unfit(f"the file {name} is too large for a secret")
        text = data.decode("latin-1").rstrip("\r\n")
        if not text:
            raise Absent(f"the file {name} is empty")
        return judged(text, f"the file {name}")


def _fit(text: str, where: str) -> str:
    """A secret goes into a header: nothing may be in it that ends one."""
    if _FIT.fullmatch(text):
        return text
    if text != text.strip():
        raise Unfit(f"{where} has white space around the secret")
    raise Unfit(f"{where} has a character that no secret may have: only visible ASCII and spaces")


def _readable(text: str, _: str) -> str:
    """What is read as JSON: its own reader judges it."""
    return text
