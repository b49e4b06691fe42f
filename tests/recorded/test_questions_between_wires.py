"""Every recorded question: written again on its own wire it means the same; written on another, its SDK would have sent it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.legal.questions.judging import wrong_by_rule
from tests.legal.spelling import spelled
from tests.official import wrong_question
from tests.recordings import ABSENT, TRAFFIC, Recording
from tests.roads import WIRES, recorded, spoken
from translators import TRANSLATORS
from translators.canonical import Problem

pytestmark = pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)

# A model of each wire for questions from elsewhere.
MODELS = {
    "openai_chat": ("gpt-4o",),
    "anthropic": ("claude-3-5-haiku-20241022", "claude-sonnet-4-5", "claude-opus-4-7"),
    "gemini": ("gemini-2.5-flash", "gemini-3-pro-preview"),
    "openai_responses": ("gpt-4o", "gpt-5"),
}
FILMS = {"gemini-e540efb59f"}  # many servers of the chat wire take videos, as `video_url`; OpenAI's SDK knows of none


def asked(wire: str, recording: Recording) -> dict[str, Any]:
    """The question with its model, which some endpoints have in their path."""
    return {"model": "a-model", **recording.request}


def mine(wire: str) -> Iterator[tuple[Recording, dict[str, Any]]]:
    """What was asked, and answered."""
    for recording in recorded(wire):
        if recording.status == 200:
            yield recording, asked(wire, recording)


@pytest.mark.parametrize("wire", WIRES)
def test_a_question_means_the_same_on_its_own_wire(wire: str) -> None:
    """Nothing is dropped; its SDK finds no more fault with it than before."""
    wrong: list[str] = []
    for recording, body in mine(wire):
        translator = spoken(wire, recording)
        again, dropped = translator.write_request(translator.read_request(body))
        again = json.loads(json.dumps(again))
        if dropped:
            wrong.append(f"{recording.id}: dropped {dropped}")
        before, after = normal(wire, body), normal(wire, again)
        if before != after:
            wrong.append(f"{recording.id}: {first_difference(before, after)}"[:400])
        if not complaints(wire, body) and (found := complaints(wire, again)):
            wrong.append(f"{recording.id}: {found}")
    assert wrong == []


def complaints(wire: str, body: dict[str, Any]) -> list[str]:
    """The SDK's, of its stable or its beta part; a server's own fields are its own affair."""
    found = wrong_question(wire, body, strict=False)
    return wrong_question(wire, body, strict=False, beta=True) if found and wire == "anthropic" else found


def normal(wire: str, body: Any) -> Any:
    """Without what a wire lets be spelled in several ways."""
    if wire == "gemini":
        return {name: value for name, value in spelled(body).items() if name not in ("model", "stream")}
    match body:
        case dict():
            # A streaming question asks for its usage, where that must be asked for.
            skipped = {"stream", "stream_options"} if wire == "openai_chat" else {"stream"}
            kind = {"type": "function"} if "function" in body and "type" not in body else {}  # Mistral's callers leave it out
            return kind | {name: normal(wire, value) for name, value in body.items() if name not in skipped and value is not None}
        case list():
            return [normal(wire, value) for value in body]
        case _:
            return body


def first_difference(before: Any, after: Any, where: str = "") -> str:
    """Where two bodies part ways."""
    match before, after:
        case dict(), dict():
            for name in [*before, *after]:
                if before.get(name, ...) != after.get(name, ...):
                    return first_difference(before.get(name, ...), after.get(name, ...), f"{where}.{name}")
        case list(), list() if len(before) == len(after):
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                if one != other:
                    return first_difference(one, other, f"{where}[{index}]")
    return f"{where}: {str(before)[:150]} became {str(after)[:150]}"


@pytest.mark.parametrize(("target", "model"), [(wire, model) for wire in WIRES for model in MODELS[wire]])
@pytest.mark.parametrize("source", WIRES)
def test_a_question_can_be_asked_on_another_wire(source: str, target: str, model: str) -> None:
    """The other SDK would have sent it, and the other API would take it. Or it is refused, with a field named."""
    if source == target:
        pytest.skip("its own wire: see above")
    wrong: list[str] = []
    for recording, body in mine(source):
        read = spoken(source, recording).read_request({**body, "model": model})
        try:
            written, _ = TRANSLATORS[target].write_request(read)
        except Problem as problem:
            wrong += [] if problem.param else [f"{recording.id}: refused, and no field named: {problem.message}"]
            continue
        written = json.loads(json.dumps(written))
        if recording.id in FILMS and target == "openai_chat":
            continue
        found = wrong_question(target, written) + wrong_by_rule(target, written, model)
        wrong += [f"{recording.id}: {what}"[:400] for what in found]
    assert wrong == []
