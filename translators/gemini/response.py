"""A whole reply, both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from translators.answer_alone import alone, is_hidden
from translators.canonical import NOTHING, Audio, ChatResponse, Choice, Kind, Part, Problem, Refusal, Text, ToolCall, Usage
from translators.gemini.calls import made_up_id
from translators.gemini.content import read_part, write_part
from translators.gemini.grounding import read_notes, searches, write_grounding
from translators.gemini.logprobs import read_logprobs, write_logprobs
from translators.gemini.problems import WIRE, error_in
from translators.gemini.reasons import native_of, read_reason, word_of, write_reason
from translators.gemini.spelling import camel
from translators.gemini.usage import read_usage, write_usage
from translators.translator import Wire

BLOCKED = "promptFeedback"
ALWAYS = ("createTime",)  # what every frame of a stream says again
_UNDERSTOOD = ("candidates", "responseId", "modelVersion")


def read_response(wire: Wire) -> ChatResponse:
    """A reply with status 200. Raises Problem when it is none all the same."""
    error = error_in(wire)
    if error is not None:
        raise error
    wire = camel(wire)
    id = str(wire.get("responseId") or "")
    found = rows(wire.get("candidates"))
    choices = [read_choice(row, id, place) for place, row in enumerate(sorted(found, key=lambda row: index_of(row, 0)))]
    if not choices and (word := block_reason(wire)) is not None:
        choices = [Choice(parts=(), reason="content_filter", native_reason=word)]
    if not choices:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no candidates in it")
    usage = wire.get("usageMetadata")
    return ChatResponse(
        id=id,
        model=str(wire.get("modelVersion") or ""),
        choices=tuple(choices),
        usage=read_usage(usage, searches(found)) if isinstance(usage, dict) else NOTHING,
        created=created_of(wire),
        wire=WIRE,
        extra={name: value for name, value in wire.items() if name not in _UNDERSTOOD},
    )


def write_response(response: ChatResponse) -> Wire:
    """A reply in Google's shape; what else its provider said goes along when it came from this wire."""
    own = response.wire == WIRE
    extra = dict(response.extra) if own else {}
    usage = spelled_usage(response, extra.pop("usageMetadata", None))
    blocked = own and isinstance(extra.get(BLOCKED), dict) and all(not choice.parts for choice in response.choices)
    candidates = [] if blocked else [write_candidate(choice, place, own) for place, choice in enumerate(response.choices)]
    return {
        **({} if blocked else {"candidates": candidates}),
        **({} if usage is None else {"usageMetadata": usage}),
        **({"modelVersion": response.model} if response.model else {}),
        **when(response.created, extra, own),
        **({"responseId": response.id} if response.id else {}),
        **extra,
    }


def read_choice(wire: Wire, reply: str, place: int) -> Choice:
    """One candidate."""
    content = wire.get("content")
    found = content.get("parts") if isinstance(content, dict) else None
    parts: list[Part] = [read_part(part, made_up_id(reply, place, at, part)) for at, part in enumerate(rows(found))]
    parts = [part for part in parts if not (isinstance(part, Text) and not part.text and part.signature is None)]
    hidden = any(map(is_hidden, parts))
    if hidden:  # sources and likelihoods are of the words beside it
        parts = list(alone(parts))
    else:
        noted(parts, wire)
    word = word_of(wire.get("finishReason"))
    reason = read_reason(word or "STOP", any(isinstance(part, ToolCall) for part in parts))
    logprobs = None if hidden else read_logprobs(wire.get("logprobsResult"))
    return Choice(
        parts=tuple(parts),
        reason=reason,
        native_reason=None if word is None else native_of(word),
        logprobs=logprobs,
        extra=beside(wire),
    )


def write_candidate(choice: Choice, place: int, own: bool) -> dict[str, Any]:
    """One candidate. Sources are said as they came, or made from the notes."""
    extra = dict(choice.extra) if own else {}
    parts = written_parts(choice.parts, own)
    return {
        "content": {**({"parts": parts} if parts or not own else {}), "role": "model"},
        "finishReason": extra.pop("finishReason", None) or write_reason(choice.reason, choice.native_reason, own),
        **({"index": extra.pop("index")} if "index" in extra else {} if own and place == 0 else {"index": place}),
        **ended_with(choice, extra),
        **extra,
    }


def ended_with(choice: Choice, extra: dict[str, Any]) -> dict[str, Any]:
    """What is said beside the parts when an answer is whole."""
    wire: dict[str, Any] = {}
    notes = [note for part in choice.parts if isinstance(part, Text) for note in part.annotations]
    if notes and "groundingMetadata" not in extra and "citationMetadata" not in extra:
        text = "".join(part.text for part in choice.parts if isinstance(part, Text))
        grounding = write_grounding(notes, text)
        wire |= {"groundingMetadata": grounding} if grounding else {}
    if "logprobsResult" not in extra and (logprobs := write_logprobs(choice.logprobs)):
        wire["logprobsResult"] = logprobs
    return wire


def written_parts(parts: tuple[Part, ...], own: bool) -> list[dict[str, Any]]:
    """The parts of an answer. Google's clients want at least one."""
    wires = [wire for part in parts if (wire := write_part(_sayable(part), own=own)) is not None]
    return wires or ([] if own else [{"text": ""}])


def noted(parts: list[Part], wire: Wire) -> None:
    """The sources go with the first words; where they stand is counted over all of them."""
    places = [at for at, part in enumerate(parts) if isinstance(part, Text)]
    if not places or not ("groundingMetadata" in wire or "citationMetadata" in wire):
        return
    notes = read_notes(wire, "".join(part.text for part in parts if isinstance(part, Text)))
    first = parts[places[0]]
    if notes and isinstance(first, Text):
        parts[places[0]] = replace(first, annotations=notes)


def beside(wire: Wire) -> dict[str, Any]:
    """What a candidate says beside its parts, for its own wire; how it ended only where that was no word."""
    known = {"content"} | ({"finishReason"} if isinstance(wire.get("finishReason"), str) else set())
    return {name: value for name, value in wire.items() if name not in known}


def spelled_usage(response: ChatResponse, spelled: Any) -> Any:
    """The usage as its provider spelled it, while it still means that; None when nothing is known of it."""
    return usage_of(response.usage, spelled)


def usage_of(usage: Usage, spelled: Any) -> Any:
    """The same, of any usage."""
    if isinstance(spelled, dict) and read_usage(spelled, usage.searches) == usage:
        return spelled
    return None if usage == NOTHING else write_usage(usage)


def block_reason(wire: Wire) -> str | None:
    """Why the question was refused."""
    feedback = wire.get(BLOCKED)
    word = feedback.get("blockReason") if isinstance(feedback, dict) else None
    return str(word) if word else None


def created_of(wire: Wire) -> int:
    """When, in whole seconds."""
    text = wire.get("createTime")
    try:
        return max(0, int(datetime.fromisoformat(text).timestamp())) if isinstance(text, str) else 0
    except (ValueError, OverflowError, OSError):
        return 0


def when(created: int, extra: dict[str, Any], own: bool) -> dict[str, str]:
    """`createTime`, unless it goes along as it came."""
    if own or not 0 < created < 2**37 or "createTime" in extra:
        return {}
    return {"createTime": f"{datetime.fromtimestamp(created, UTC):%Y-%m-%dT%H:%M:%S}Z"}


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def index_of(wire: Wire, otherwise: int) -> int:
    """Which of the answers a candidate is."""
    index = wire.get("index")
    return index if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < 1000 else otherwise


def _sayable(part: Part) -> Part:
    """What Google has no part for is said in words."""
    match part:
        case Refusal(text):
            return Text(text)
        case Audio(source=None, transcript=str() as said):
            return Text(said)
        case _:
            return part
