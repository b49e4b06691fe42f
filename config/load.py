"""From the bytes of a file to a snapshot, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from config.catalog import shipped
from config.check import check
from config.compile import compile  # noqa: A004  it is what DESIGN calls it
from config.database import PLACE as DATABASE
from config.document import Document
from config.faults import ConfigError, Fault, Place
from config.findings import Findings
from config.secrets import Secrets
from config.snapshot import Snapshot
from translators import TRANSLATORS

NONE: Mapping[str, Any] = {}


def load_snapshot(path: Path | None, environment: Mapping[str, str], overrides: Mapping[str, Any] = NONE) -> Snapshot:
    """The configuration in a file; without one, the defaults. `overrides` are dotted keys from the command line. Raises ConfigError."""
    data = b"" if path is None else read(path)
    return load_bytes(data, path, environment, overrides)


def load_records(path: Path | None, environment: Mapping[str, str]) -> Snapshot:
    """The same for who only asks the database: no other secret has to be there, so keys may be missing. Raises ConfigError."""
    return load_bytes(b"" if path is None else read(path), path, environment, needed=DATABASE)


def read(path: Path) -> bytes:
    """The bytes of the file. Raises ConfigError."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError([Fault(str(path), None, "", "there is no such file")]) from error
    except OSError as error:
        raise ConfigError([Fault(str(path), None, "", f"cannot be read: {error.strerror}")]) from error


def load_bytes(
    data: bytes, path: Path | None, environment: Mapping[str, str], overrides: Mapping[str, Any] = NONE, *, needed: Place = ()
) -> Snapshot:
    """The same, of bytes already read. Secrets in files are looked for beside `path`; those below `needed` must be there."""
    document = Document("(defaults)" if path is None else str(path), data, overrides)
    findings = Findings(document, needed)
    secrets = Secrets(Path() if path is None else path.parent, environment)
    file = check(findings)
    snapshot = compile(file, catalog=shipped(), translators=TRANSLATORS, secrets=secrets, findings=findings)
    if findings.faults:
        raise ConfigError(sorted(findings.faults, key=lambda fault: (fault.line or 0, fault.key)), secrets.files)
    return replace(snapshot, fingerprint=sha256(data + secrets.fingerprint).digest())
