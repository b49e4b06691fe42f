"""Where Redis is: an address that may hold a password, so it is never shown."""

from __future__ import annotations

import re

from msgspec import Struct

from config.findings import Findings
from config.schema import File
from config.schema.reference import is_reference
from config.secrets import Absent, Secrets, Unfit

PLACE = ("store", "redis")
_ADDRESS = re.compile(r"rediss?://[^\s/]+(?:/[0-9]*)?(?:\?\S*)?|unix://\S+")


class Redis(Struct, frozen=True):
    """Its address; empty where there is none."""

    url: str = ""

    def __repr__(self) -> str:
        return f"Redis({'…' if self.url else ''})"


def redis_of(file: File, secrets: Secrets, findings: Findings) -> Redis:
    """As the operator wrote it, or as it stands where he says. What cannot be one is a fault."""
    written = file.store.redis
    try:
        url = secrets.get(written) if is_reference(written) else written
    except (Absent, Unfit) as error:
        findings.lacking(PLACE, error)
        return Redis()
    if url and not _ADDRESS.fullmatch(url):
        findings.fault(PLACE, 'must be "redis://host:port/number", "rediss://…" or "unix:///path"')
        return Redis()
    return Redis(url)
