"""Events as a provider streams them: a token at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proxy.mock.counting import tokens
from translators.canonical import Event, PartDelta


def pieces(events: Iterable[Event]) -> Iterator[Event]:
    """The same events, with every delta cut into tokens; each token keeps its own log probability."""
    for event in events:
        if isinstance(event, PartDelta):
            yield from _split(event)
        else:
            yield event


def _split(delta: PartDelta) -> Iterator[PartDelta]:
    if not delta.text:
        yield delta
        return
    rows = (delta.logprobs or {}).get("content") or ()
    for number, token in enumerate(tokens(delta.text)):
        likely = {"content": [rows[number]], "refusal": None} if number < len(rows) else None
        yield PartDelta(delta.index, token, delta.choice, likely)
