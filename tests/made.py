"""Small things tests are made of: a provider, a snapshot, a call, as short as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from config.snapshot import Entrance, Key, Model, Off, Provider, Route, Snapshot, Target
from proxy.call import Call, Facts
from translators import TRANSLATORS
from translators.translator import Translator

OPENAI_CHAT = TRANSLATORS["openai_chat"]


def provider(
    name: str = "house",
    *,
    models: Iterable[str] = ("small",),
    open_names: bool = True,
    port: int = 9,
    idle: float = 5.0,
    translator: Translator = OPENAI_CHAT,
) -> Provider:
    """A provider on this machine."""
    headers = (("authorization", "Bearer the-providers-own"),)
    return Provider(
        name=name,
        scheme="http",
        host="127.0.0.1",
        port=port,
        base="/v1",
        entrances={translator.wire: Entrance(translator, lambda model, streamed: "/v1" + translator.path(model, streamed), headers)},
        connect=1.0,
        first_byte=2.0,
        idle=idle,
        total=10.0,
        connections=10,
        queue=10,
        queue_wait=1.0,
        models={model: Model(provider=name, name=model) for model in models},
        open_names=open_names,
    )


def key(secret: str = "mb-test", *, name: str = "ci", **more: Any) -> Key:
    """A caller's key."""
    return Key(name=name, digest=sha256(secret.encode()).digest(), **more)


def snapshot(
    *,
    providers: Iterable[Provider] = (),
    routes: Iterable[Route] = (),
    bare: Mapping[str, Target] | None = None,
    bare_off: Mapping[str, str] | None = None,
    off: tuple[Off, ...] = (),
    keys: Iterable[Key] = (),
) -> Snapshot:
    """A configuration with just this in it."""
    return Snapshot(
        hash="0123abcd",
        providers={p.name: p for p in providers},
        off=off,
        routes={r.name: r for r in routes},
        bare=bare or {},
        bare_off=bare_off or {},
        keys={k.digest: k for k in keys},
    )


def call(
    of: Snapshot | None = None, *, secret: str = "mb-test", body: bytes = b"", caller: Key | None = None, arrived: float = 0.0
) -> Call:
    """A call that has just come in."""

    async def read(limit: int) -> bytes:
        assert limit > 0
        return body

    return Call(
        id="req_1",
        arrived=arrived,
        snapshot=of or snapshot(),
        translator=OPENAI_CHAT,
        secret=secret,
        read=read,
        facts=Facts(),
        caller=caller,
    )
