"""Where the database is: an address that may hold a password, so it is never shown."""

from __future__ import annotations

import re

from msgspec import Struct

from config.findings import Findings
from config.schema import File
from config.schema.reference import is_reference
from config.secrets import Absent, Secrets, Unfit

PLACE = ("store", "database")
_ADDRESS = re.compile(r"sqlite(?:\+aiosqlite)?:///[^?]+|postgres(?:ql)?(?:\+asyncpg)?://\S+")


class DatabaseAddress(Struct, frozen=True):
    """Its URL."""

    url: str = ""

    def __repr__(self) -> str:
        return f"DatabaseAddress({'…' if self.url else ''})"


def database_of(file: File, secrets: Secrets, findings: Findings) -> DatabaseAddress:
    """As the operator wrote it, or as it stands where he says. What cannot be one is a fault."""
    written = file.store.database
    try:
        url = secrets.get(written) if is_reference(written) else written
    except (Absent, Unfit) as error:
        findings.lacking(PLACE, error)
        return DatabaseAddress()
    if not _ADDRESS.fullmatch(url):
        findings.fault(PLACE, 'must be "sqlite:///path" or "postgresql://user@host/name"')
        return DatabaseAddress()
    return DatabaseAddress(url)
