"""A secret is always a reference: env:NAME or file:PATH. What is written here is where it is, never what it is."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_ENV = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_FILE = re.compile(r"file:[^\x00-\x1f\x7f]+")
_SHA256 = re.compile(r"sha256:[0-9a-fA-F]{64}")


def is_reference(text: str) -> bool:
    """Does the text say where a secret is?"""
    return bool(_ENV.fullmatch(text) or _FILE.fullmatch(text))


def _reference(text: str) -> str:
    if is_reference(text):
        return text
    # The text itself may be the secret: it must not be repeated.
    raise PydanticCustomError("reference", _complaint(text, 'write "env:NAME" or "file:PATH"'))


def _key_reference(text: str) -> str:
    if is_reference(text) or _SHA256.fullmatch(text):
        return text
    if text.startswith("sha256:"):
        raise PydanticCustomError("reference", 'sha256: must be followed by 64 hex digits; make them with: printf %s "$KEY" | sha256sum')
    raise PydanticCustomError("reference", _complaint(text, 'write "sha256:<64 hex digits>", "env:NAME" or "file:PATH"'))


def _complaint(text: str, right: str) -> str:
    if text.startswith("env:"):
        return "env: must be followed by the name of an environment variable (letters, digits, _)"
    if text.startswith("file:"):
        return "file: must be followed by a path"
    return f"a secret may not stand in this file: {right}"


Reference = Annotated[str, AfterValidator(_reference)]
KeyReference = Annotated[str, AfterValidator(_key_reference)]
