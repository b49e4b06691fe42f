"""From a question, and what was kept of the answers in it, to the question as its provider must see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from proxy.stores.thoughts.gathering import LONGEST
from proxy.stores.thoughts.kept import Kept, Thought, Words
from translators.canonical import ChatRequest, Message, Part, Reasoning, Text, ToolCall

MOST = 2000  # calls of one conversation; those before are too old to matter
BOUND = ("openai_responses",)  # whose sealed thoughts only the account can read that they were made for


def called(request: ChatRequest) -> list[str]:
    """The ids of all tool calls the model has made, the newest last."""
    calls = (part for message in request.messages if message.role == "assistant" for part in message.parts if isinstance(part, ToolCall))
    return list(dict.fromkeys(call.id for call in calls if 0 < len(call.id) <= LONGEST))[-MOST:]


def put_back(request: ChatRequest, found: Mapping[str, Kept], wire: str, provider: str) -> ChatRequest:
    """The same question with the signed thoughts that this provider can read where they stood."""
    known = {id: readable for id, kept in found.items() if (readable := _readable(kept, wire, provider)).signed}
    if not known:
        return request
    messages: list[Message] = []
    for role, said in groupby(request.messages, attrgetter("role")):
        turn = list(said)
        messages += _turn(turn, known) if role == "assistant" else turn
    same = all(after is before for after, before in zip(messages, request.messages, strict=True))
    return request if same else replace(request, messages=tuple(messages))


def _readable(kept: Kept, wire: str, provider: str) -> Kept:
    """What of it means something there. To who has said it, all of it."""
    if kept.wire == wire and kept.provider == provider:
        return kept

    def fits(signer: str | None) -> bool:
        return wire in (signer, kept.wire) and (signer not in BOUND or kept.provider == provider)

    def fitting(bits: Iterable[Thought | Words]) -> tuple[Thought | Words, ...]:
        signed = fits("gemini")  # only Gemini signs words and calls
        return tuple(
            bit if signed or isinstance(bit, Thought) else Words(bit.length) for bit in bits if isinstance(bit, Words) or fits(bit.signer)
        )

    return Kept(kept.wire, kept.provider, fitting(kept.before), kept.signature if fits("gemini") else None, fitting(kept.after))


def _turn(messages: Sequence[Message], known: Mapping[str, Kept]) -> list[Message]:
    """Neighbours are one turn: a client that keeps a message for each piece of a stream has the thought in another than the call."""
    here = {_seal(part) for message in messages for part in message.parts if isinstance(part, Reasoning)}
    return [_mended(message, known, here) for message in messages]


def _mended(message: Message, known: Mapping[str, Kept], here: Set[tuple[str | None, str | None]]) -> Message:
    calls = [part for part in message.parts if isinstance(part, ToolCall)]
    kept = [known.get(call.id) or Kept("", "") for call in calls]
    if not any(one.signed for one in kept):
        return message
    thoughts = [bit.reasoning() for one in kept for bit in (*one.before, *one.after) if isinstance(bit, Thought)]
    if all(_seal(each) in here for each in thoughts):
        return _signed(message, kept)
    again = {_seal(each) for each in thoughts}
    # What is put back stands here once: neither the same thought twice, nor the copy without its signature that a caller echoed.
    rest = [part for part in message.parts if not isinstance(part, Reasoning) or (_seal(part) not in again and _seal(part) != (None, None))]
    parts = _as_it_was(rest, kept) or _in_front(rest, kept)
    return replace(message, parts=parts)


def _signed(message: Message, kept: Sequence[Kept]) -> Message:
    """Every thought is here; perhaps a call lacks its signature, or the words do."""
    signatures = iter(kept)
    parts = tuple(_call(part, next(signatures)) if isinstance(part, ToolCall) else part for part in message.parts)
    if any(isinstance(bit, Words) and bit.signature for one in kept for bit in (*one.before, *one.after)):
        parts = _as_it_was(parts, kept) or parts
    return message if parts == message.parts else replace(message, parts=parts)


def _as_it_was(parts: Sequence[Part], kept: Sequence[Kept]) -> tuple[Part, ...] | None:
    """The whole answer in its order, where the text is as long as it was: a chat client has made one of several. Else None."""
    texts = [part for part in parts if isinstance(part, Text)]
    calls = [part for part in parts if isinstance(part, ToolCall)]
    bits = [bit for one in kept for bit in (*one.before, *one.after)]
    if (
        len(texts) != 1
        or len(texts) + len(calls) != len(parts)
        or sum(bit.length for bit in bits if isinstance(bit, Words)) != len(texts[0].text)
    ):
        return None
    built: list[Part] = []
    at = 0
    for call, one in zip(calls, kept, strict=True):
        for bit in (*one.before, call, *one.after):
            match bit:
                case Thought():
                    built.append(bit.reasoning())
                case Words(length, signature):
                    piece = texts[0].text[at : at + length]
                    built.append(
                        replace(texts[0], text=piece, signature=texts[0].signature or signature)
                        if at == 0
                        else Text(piece, signature=signature)
                    )
                    at += length
                case _:
                    built.append(_call(bit, one))
    return tuple(built)


def _in_front(parts: Sequence[Part], kept: Sequence[Kept]) -> tuple[Part, ...]:
    """The first thoughts before all else, those of later calls before their calls."""
    built: list[Part] = []
    waiting = iter(kept)
    for part in parts:
        if not isinstance(part, ToolCall):
            built.append(part)
            continue
        one = next(waiting)
        thoughts = list(_thoughts(one.before))
        if any(isinstance(each, ToolCall) for each in built):
            built += thoughts
        else:
            built = thoughts + built
        built += [_call(part, one), *_thoughts(one.after)]
    return tuple(built)


def _thoughts(bits: Iterable[Thought | Words]) -> Iterator[Reasoning]:
    return (bit.reasoning() for bit in bits if isinstance(bit, Thought))


def _call(call: ToolCall, kept: Kept) -> ToolCall:
    return replace(call, signature=kept.signature) if call.signature is None and kept.signature is not None else call


def _seal(thought: Reasoning) -> tuple[str | None, str | None]:
    """What tells one signed thought from another; nothing, of an unsigned one."""
    return thought.signature, thought.redacted
