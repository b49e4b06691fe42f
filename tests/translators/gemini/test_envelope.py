"""The hot path of a question."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Problem, Reasoning
from translators.gemini.check import check_request
from translators.gemini.envelope import forward_request, peek_request
from translators.gemini.signatures import write_signature
from translators.translator import Envelope

ENVELOPE = Envelope(model="m")
CONTENTS = [{"role": "user", "parts": [{"text": "hi"}]}]
KEYS = (
    "contents", "parts", "role", "text", "inlineData", "inline_data", "data", "mimeType", "fileData", "fileUri", "functionCall", "name",
    "args",
    "functionResponse", "response", "tools", "functionDeclarations", "function_declarations", "parameters", "generationConfig",
    "generation_config", "maxOutputTokens", "max_output_tokens", "candidateCount", "thinkingConfig", "thinkingBudget", "systemInstruction",
    "toolConfig", "functionCallingConfig", "allowedFunctionNames", "thought", "stopSequences", "topK", "model", "serviceTier",
)  # fmt: skip
LEAVES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-1, 9) | st.floats() | st.sampled_from(["", "user", "model", "x"])
ODD = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_leaves=15
)
BODIES = st.builds(lambda odd: {"contents": CONTENTS, **odd}, st.dictionaries(st.sampled_from(KEYS), ODD, max_size=4)) | st.builds(
    lambda part: {"contents": [{"parts": [part]}]}, st.dictionaries(st.sampled_from(KEYS), ODD, max_size=3)
)


def judged(judge: Any, body: bytes) -> Any:
    try:
        return judge(body)
    except Problem as problem:
        return problem.param, problem.message


@given(BODIES)
@settings(max_examples=300)
def test_the_quick_look_and_the_slow_one_never_disagree(body: dict[str, Any]) -> None:
    encoded = json.dumps(body).encode()
    assert judged(peek_request, encoded) == judged(check_request, encoded)


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("api", ["gemini.generateContent", "gemini.streamGenerateContent"])
def test_every_recorded_question_is_let_in_as_the_slow_look_has_it(api: str) -> None:
    for recording in recordings(api):
        body = json.dumps(recording.request).encode()
        assert judged(peek_request, body) == judged(check_request, body), recording.id


def test_the_model_and_the_stream_are_not_in_the_body() -> None:
    body = json.dumps({"contents": CONTENTS, "generationConfig": {"maxOutputTokens": 5, "candidateCount": 2}}).encode()
    assert peek_request(body) == Envelope(model="", wants_usage=True, max_tokens=5, n=2)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"contents":"\xff"}', b'{"contents":[{"parts":[{"text":"\\ud800"}]}]}'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Problem):
        peek_request(body)


def test_bytes_pass_as_they_are() -> None:
    body = b'{ "contents": [{"parts":[{"text":"the \\"model\\" is 1.0"}]}] }'
    assert forward_request(body, ENVELOPE, "another") is body


def test_a_model_in_the_body_would_contradict_the_address() -> None:
    body = b'{"model":"models/x","contents":[{"parts":[{"text":"1.0"}]}]}'
    assert forward_request(body, ENVELOPE, "another") == b'{"contents":[{"parts":[{"text":"1.0"}]}]}'


def test_thoughts_of_others_stay_behind() -> None:
    sealed = write_signature(Reasoning("", signature="s", signer="anthropic"))
    parts = [{"text": "", "thought": True, "thoughtSignature": sealed}, {"text": "so", "thoughtSignature": "CikB"}]
    body = json.dumps({"contents": [{"role": "model", "parts": parts}]}).encode()
    assert json.loads(forward_request(body, ENVELOPE, "m")) == {"contents": [{"role": "model", "parts": parts[1:]}]}
    words = json.dumps({"contents": [{"parts": [{"text": "bWIxL is a word"}]}]}).encode()
    assert forward_request(words, ENVELOPE, "m") is words
