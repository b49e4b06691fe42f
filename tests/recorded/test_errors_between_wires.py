"""Every recorded error of each wire: of the right kind, and told to callers of each wire in its own shape and words."""

from __future__ import annotations

import json

import pytest

from tests.legal.errors import wrong_error
from tests.recordings import ABSENT, TRAFFIC, Recording
from tests.roads import WIRES, bad, spoken
from translators import TRANSLATORS
from translators.canonical import Kind
from translators.framing.sse import Decoder

pytestmark = pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)

KINDS = {
    400: Kind.PROVIDER_REJECTED,
    401: Kind.PROVIDER_KEY_REFUSED,
    402: Kind.PROVIDER_OUT_OF_CREDIT,
    403: Kind.PROVIDER_KEY_REFUSED,
    404: Kind.PROVIDER_MODEL_MISSING,
    413: Kind.PROVIDER_REJECTED,
    422: Kind.PROVIDER_REJECTED,
    429: Kind.PROVIDER_RATE_LIMITED,
    500: Kind.PROVIDER_FAILED,
}
# What says more than its status. Those of the chat wire are in test_openai_chat.py.
OTHER_KINDS = {
    "gemini-3239497347": Kind.PROVIDER_MODEL_MISSING,  # unexpected model name format
    "vertex-b15a4c9058": Kind.CONTEXT_TOO_LONG,  # exceeds the maximum number of tokens allowed
    "openai-94b182ba6e": Kind.PROVIDER_MODEL_MISSING,  # model_not_found, with status 400
    "xai-ce3e2c45c5": Kind.PROVIDER_KEY_REFUSED,  # Incorrect API key provided, with status 400
}
OTHERS = [wire for wire in WIRES if wire != "openai_chat"]
ALL = [(wire, recording) for wire in WIRES for recording in bad(wire)]


@pytest.mark.parametrize("recording", [each for wire in OTHERS for each in bad(wire)], ids=lambda recording: recording.id)
def test_an_error_is_of_the_right_kind_on_every_wire(recording: Recording) -> None:
    """With words for the caller, and never as the caller's own 401."""
    wire = next(wire for wire in OTHERS if recording in bad(wire))
    problem = TRANSLATORS[wire].read_problem(recording.status, recording.headers, recording.body)
    assert problem.kind is OTHER_KINDS.get(recording.id, KINDS[recording.status])
    assert problem.message
    assert problem.status not in (401, 403)
    if problem.wire_bytes is not None:
        assert problem.wire == TRANSLATORS[wire].wire
        assert problem.wire_bytes == recording.body


def test_the_wait_is_found_where_google_keeps_it() -> None:
    """In the details of the error, not in a header."""
    (limited,) = (recording for recording in bad("gemini") if recording.status == 429)
    delay = next(each["retryDelay"] for each in json.loads(limited.body)["error"]["details"] if "retryDelay" in each)
    problem = TRANSLATORS["gemini"].read_problem(limited.status, limited.headers, limited.body)
    assert problem.retry_after == float(delay.removesuffix("s"))


@pytest.mark.parametrize("target", WIRES)
def test_an_error_is_told_in_the_words_of_the_callers_wire(target: str) -> None:
    """Before the first byte, and in the middle of a stream, where a reader of that wire sees it."""
    wrong: list[str] = []
    for source, recording in ALL:
        problem = spoken(source, recording).read_problem(recording.status, recording.headers, recording.body)
        found = wrong_error(target, json.loads(json.dumps(TRANSLATORS[target].write_problem(problem))), problem.status)
        (frame,) = Decoder().feed(TRANSLATORS[target].write_stream_problem(problem))
        seen = TRANSLATORS[target].glance_frame(frame.data or b"").problem
        if seen is None or problem.message.strip() not in seen.message:
            found.append(f"not seen in a stream: {frame} {seen and seen.message}")
        wrong += [f"{recording.id}: {what}" for what in found]
    assert wrong == []
