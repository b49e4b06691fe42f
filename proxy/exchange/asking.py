"""What a provider is sent: to one of its entrances, with its own headers and those of the caller that may pass."""

from __future__ import annotations

from config.snapshot import Entrance, Target
from proxy.call import Call
from proxy.exchange.exchange import Ask, Bounds, Origin, Patience
from translators.translator import Translator

JSON = ("content-type", "application/json")


def ask_for(call: Call, target: Target, entrance: Entrance, path: str, body: bytes, *, whole: bool) -> Ask:
    """One question, ready to be sent."""
    provider = target.provider
    return Ask(
        provider.name,
        Origin(provider.scheme, provider.host, provider.port),
        path,
        (*_headers(call, entrance), JSON),
        body,
        Patience(provider.connect, provider.first_byte, provider.idle, provider.total),
        Bounds(provider.connections, provider.queue, provider.queue_wait),
        whole=whole,
        credential=provider.credential,
    )


def _headers(call: Call, entrance: Entrance) -> tuple[tuple[str, str], ...]:
    """The entrance's own and the caller's. What the wire says only because somebody must, a caller of it may say otherwise."""
    passed = _passed(call, entrance.translator)
    if not passed:
        return entrance.headers
    said, needed = {name for name, _ in passed}, {name for name, _ in entrance.translator.headers}
    return (*(header for header in entrance.headers if header[0] not in said & needed), *passed)


def _passed(call: Call, translator: Translator) -> tuple[tuple[str, str], ...]:
    """What of the caller's headers the provider is to see."""
    if not translator.passed_headers or translator.wire != call.translator.wire:
        return ()
    named = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in call.headers)
    return tuple((name, value) for name, value in named if name in translator.passed_headers)
