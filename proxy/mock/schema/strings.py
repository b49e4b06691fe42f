"""Texts of a length, a format or a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proxy.mock.schema.pattern import example
from translators.translator import Wire

TRIES = 64
FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "iri": "https://example.com/",
    "iri-reference": "/",
    "uri-template": "/{id}",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": ".*",
    "byte": "YQ==",
    # what pydantic writes for types of its own
    "ipv4network": "192.0.2.0/24",
    "ipv6network": "2001:db8::/32",
    "ipv4interface": "192.0.2.1/24",
    "ipv6interface": "2001:db8::1/32",
    "ipvanyaddress": "192.0.2.1",
    "ipvanyinterface": "192.0.2.1/24",
    "ipvanynetwork": "192.0.2.0/24",
    "multi-host-uri": "https://example.com/",
    "json-string": "{}",
    "file-path": "/dev/null",
    "directory-path": "/",
}


def strings(schema: Wire, word: str) -> Iterator[str]:
    """The format's example, or the pattern's, or the word itself, then numbered words; all of an allowed length."""
    low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
    if "pattern" in schema:
        yield example(schema["pattern"], low)
        for longer in range(low + 1, low + TRIES):
            yield example(schema["pattern"], longer)
        return
    if schema.get("format") in FORMATS:
        yield FORMATS[schema["format"]]
        return
    for number in range(1, TRIES):
        text = word if number == 1 else f"{word}{number}"
        text += "x" * (low - len(text))
        if high is None or len(text) <= high:
            yield text
        else:
            yield text[:high] if number == 1 else text[len(text) - high :]
