"""The deltas of a streamed answer, field by field: each opens its part when it first appears, and says more of it after."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.canonical import Event, Part, PartDelta, PartNote, PartStart, Reasoning, Refusal, Text, ToolCall, Unknown
from translators.openai_chat.answer import read_audio, read_legacy_call
from translators.openai_chat.content import read_content, read_part
from translators.openai_chat.thoughts import DETAILS, TEXTS, read_thoughts
from translators.openai_chat.tools import made_up_id, read_call
from translators.translator import Wire

_PLAIN = ("thought", TEXTS[0])
DELTA = frozenset({"role", "content", "refusal", "audio", "images", "tool_calls", "function_call", "annotations", DETAILS, *TEXTS})


class Answer(Struct):
    """One answer while it comes: which parts are open, and what is known beside them."""

    index: int
    reply: str = ""  # its id
    slots: dict[Hashable, int] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)  # as they began
    word: str = ""  # why it ended
    logprobs: Any = None  # of this frame, until a delta takes them
    unclaimed: dict[str, Any] | None = None  # logprobs of no delta
    extra: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)  # extra, of the message


def read_delta(answer: Answer, delta: Wire) -> Iterator[Event]:
    """What one delta says."""
    for read in _IN_ORDER:
        yield from read(answer, delta)


def _open(answer: Answer, key: Hashable, part: Part) -> PartStart:
    place = len(answer.parts)
    answer.slots[key] = place
    answer.parts.append(part)
    return PartStart(place, part, answer.index)


def _more(answer: Answer, key: Hashable, text: str) -> Iterator[Event]:
    if text:
        logprobs, answer.logprobs = answer.logprobs, None
        yield PartDelta(answer.slots[key], text, answer.index, logprobs)


def _write(answer: Answer, key: Hashable, empty: Part, text: str) -> Iterator[Event]:
    """More of the part of this key, which opens with its first words."""
    if text:
        if key not in answer.slots:
            yield _open(answer, key, empty)
        yield from _more(answer, key, text)


def _thoughts(answer: Answer, delta: Wire) -> Iterator[Event]:
    for thought in read_thoughts(delta):
        place = thought.place or ""
        key = (
            ("detail", str(thought.extra.get("index")), str(thought.extra.get("type"))) if place.startswith(DETAILS) else ("thought", place)
        )
        if key not in answer.slots and _repeats(answer, thought):
            answer.slots[key] = answer.slots.pop(_PLAIN)
            late = {"signature": thought.signature, "signer": thought.signer, "extra": thought.extra, "place": f",{place}"}
            yield PartNote(answer.slots[key], {name: value for name, value in late.items() if value}, answer.index)
            continue
        if key not in answer.slots:
            yield _open(answer, key, replace(thought, text=""))
        elif thought.signature or thought.redacted:
            late = {"signature": thought.signature, "redacted": thought.redacted}
            known = answer.parts[answer.slots[key]]
            if thought.signer is not None and isinstance(known, Reasoning) and known.signer is None:
                late["signer"], answer.parts[answer.slots[key]] = thought.signer, replace(known, signer=thought.signer)
            yield PartNote(answer.slots[key], {name: value for name, value in late.items() if value}, answer.index)
        yield from _more(answer, key, thought.text)


def _repeats(answer: Answer, thought: Reasoning) -> bool:
    """Is it a signature, with the words that it signs and that were said before? Where a stream is signed at its end, it comes so."""
    return thought.place == DETAILS and bool(thought.signature and thought.text) and _PLAIN in answer.slots


def _content(answer: Answer, delta: Wire) -> Iterator[Event]:
    content = delta.get("content")
    if isinstance(content, str):
        yield from _write(answer, "text", Text(""), content)
        return
    for part in read_content(content) if isinstance(content, list) else ():
        match part:
            case Text(text):
                yield from _write(answer, "text", Text(""), text)
            case Reasoning(text):
                yield from _write(answer, ("thought", part.place), replace(part, text=""), text)
            case Unknown("thinking"):  # Mistral's last one: a list without a thought in it, which says that it is closed
                pass
            case _:
                yield _open(answer, len(answer.parts), part)


def _refusal(answer: Answer, delta: Wire) -> Iterator[Event]:
    refusal = delta.get("refusal")
    if isinstance(refusal, str):
        yield from _write(answer, "refusal", Refusal(""), refusal)


def _sound(answer: Answer, delta: Wire) -> Iterator[Event]:
    wire = delta.get("audio")
    if not isinstance(wire, dict) or not any(wire.values()):
        return
    audio = read_audio({name: value for name, value in wire.items() if value is not None})
    if "audio" not in answer.slots:
        yield _open(answer, "audio", replace(audio, source=None))
    else:
        known = answer.parts[answer.slots["audio"]]
        late = {"transcript": audio.transcript, "expires_at": audio.expires_at}
        late |= {"id": audio.id} if getattr(known, "id", None) is None else {}
        note = {name: value for name, value in late.items() if value is not None}
        if note:
            yield PartNote(answer.slots["audio"], note, answer.index)
    yield from _more(answer, "audio", getattr(audio.source, "base64", ""))


def _pictures(answer: Answer, delta: Wire) -> Iterator[Event]:
    images = delta.get("images")
    for image in images if isinstance(images, list) else ():
        if isinstance(image, dict):
            yield _open(answer, len(answer.parts), read_part(image))


def _legacy_call(answer: Answer, delta: Wire) -> Iterator[Event]:
    wire = delta.get("function_call")
    if isinstance(wire, dict) and any(wire.values()):
        call = read_legacy_call(wire)
        if "function_call" not in answer.slots:
            yield _open(answer, "function_call", replace(call, arguments=""))
        yield from _more(answer, "function_call", call.arguments)


def _notes(answer: Answer, delta: Wire) -> Iterator[Event]:
    notes = delta.get("annotations")
    if isinstance(notes, list) and notes:
        if "text" not in answer.slots:
            yield _open(answer, "text", Text(""))
        yield PartNote(answer.slots["text"], {"annotations": tuple(notes)}, answer.index)


def _calls(answer: Answer, delta: Wire) -> Iterator[Event]:
    calls = delta.get("tool_calls")
    for wire in calls if isinstance(calls, list) else ():
        if not isinstance(wire, dict):
            continue
        call = read_call(wire)
        key = _key_of_call(answer, wire, call)
        if key not in answer.slots:
            extra = {name: value for name, value in call.extra.items() if name != "index" and value is not None}
            named = replace(call, id=call.id or made_up_id(answer.reply, answer.index, len(answer.parts)), arguments="", extra=extra)
            yield _open(answer, key, named)
        else:
            yield from _late(answer, answer.slots[key], call)
        yield from _more(answer, key, call.arguments)


_IN_ORDER = (_thoughts, _content, _refusal, _sound, _pictures, _legacy_call, _notes, _calls)


def _key_of_call(answer: Answer, wire: Wire, call: ToolCall) -> Hashable:
    """Which call a fragment belongs to: the last one of its index. Without an index its id tells, or it goes on with the last.

    Ollama and Gemini number every call zero: a name under another id is another call all the same.
    """
    index = wire.get("index")
    index = index if isinstance(index, int) else None
    calls = [key for key in answer.slots if isinstance(key, tuple) and key[0] == "call"]
    if index is not None:
        calls = [key for key in calls if key[1] == index]
    elif call.id:
        calls = [key for key in calls if key[2] == call.id]
    elif call.name:
        return ("call", len(calls), "")
    if not calls:
        return ("call", index, call.id)
    known = answer.parts[answer.slots[calls[-1]]]
    if isinstance(known, ToolCall) and call.id and call.name and known.id != call.id:
        return ("call", index, call.id)
    return calls[-1]


def _late(answer: Answer, place: int, call: ToolCall) -> Iterator[Event]:
    """What a call should have said when it began."""
    known = answer.parts[place]
    if not isinstance(known, ToolCall):
        return
    note = {"name": call.name} if call.name and not known.name else {}
    note |= {"signature": call.signature} if call.signature and not known.signature else {}
    if note:
        answer.parts[place] = replace(known, **note)
        yield PartNote(place, note, answer.index)
