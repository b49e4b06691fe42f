"""The operator's token, as a digest: what opens /api."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from config.findings import Findings
from config.keys import SHORT
from config.schema import File
from config.secrets import Absent, Secrets, Unfit
from config.snapshot import Key

PLACE = ("admin", "token")


def admin_of(file: File, secrets: Secrets, findings: Findings, keys: Mapping[bytes, Key]) -> bytes | None:
    """SHA-256 of it; None where none is set. One that is also a caller's key is a fault: callers are no operators."""
    reference = file.admin.token
    if reference is None:
        return None
    try:
        secret = secrets.get(reference)
    except (Absent, Unfit) as error:
        findings.lacking(PLACE, error)
        return None
    if len(secret) < SHORT:
        findings.warn(PLACE, f"shorter than {SHORT} characters: easy to guess")
    digest = sha256(secret.encode()).digest()
    if digest in keys:
        findings.fault(PLACE, f"is the same as the key `{keys[digest].name}`: whoever may call could operate the gateway")
    return digest
