"""Replies and questions of every shape, made up by hypothesis, for the laws that translators keep."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from translators.canonical import (
    Audio,
    ChatRequest,
    ChatResponse,
    Choice,
    Data,
    Document,
    FileId,
    Format,
    Image,
    Message,
    Reasoning,
    Refusal,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Url,
    Usage,
    Video,
)

WIRE = "openai_chat"
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
counts = st.integers(0, 5000)
base64 = st.from_regex(r"([A-Za-z0-9+/]{4}){1,3}", fullmatch=True)
media = st.sampled_from(["image/png", "image/jpeg", "application/pdf", "text/plain;charset=utf-8"])
markers = st.none() | st.just({"type": "ephemeral"})
schemas = st.just({"type": "object", "properties": {"a": {"type": "integer"}}})

costs = st.none() | st.decimals(0, 10, places=6, allow_nan=False).map(lambda cost: format(cost.normalize(), "f"))
usages = st.builds(
    Usage,
    input=counts,
    cache_read=counts,
    cache_write_5m=counts,
    cache_write_1h=counts,
    audio_in=counts,
    image_in=counts,
    output=counts,
    reasoning=counts,
    audio_out=counts,
    image_out=counts,
    searches=st.integers(0, 3),
    provider_cost=costs,
)

citations = st.lists(
    st.builds(lambda url: {"type": "url_citation", "url_citation": {"url": url, "start_index": 0, "end_index": 1}}, words), max_size=2
).map(tuple)
said = st.builds(Text, words, citations)
thoughts = st.builds(Reasoning, words, place=st.sampled_from(["reasoning_content", "reasoning", "reasoning_text"]))
details = st.builds(
    Reasoning,
    words,
    signature=st.none() | words,
    id=st.none() | words,
    place=st.sampled_from(["reasoning_details", "reasoning_details,reasoning"]),
    extra=st.just({"type": "reasoning.text", "index": 0}),
)
calls = st.builds(
    ToolCall,
    names.map("call_{}".format),
    names,
    st.dictionaries(names, st.integers(-(2**70), 2**70), max_size=2).map(lambda value: str(value).replace("'", '"')),
    st.sampled_from(["function", "custom"]),
    signature=st.none() | base64,
)
drawn = st.builds(Image, st.builds(Data, media, base64) | st.builds(Url, st.just("https://example.com/i.png")))
spoken = st.builds(Audio, st.builds(Data, st.just(""), base64), words, names, st.integers(1, 2**31))
logprobs = st.none() | st.lists(
    st.builds(lambda token: {"token": token, "logprob": -0.5, "bytes": [1], "top_logprobs": []}, words), min_size=1, max_size=2
).map(lambda content: {"content": content, "refusal": None})


@st.composite
def answers(draw: st.DrawFn) -> Choice:
    """One answer, its parts in the order in which this wire says them."""
    parts: list[Any] = draw(st.lists(thoughts | details, max_size=1))
    parts += draw(st.lists(said, max_size=1))
    parts += draw(st.lists(st.builds(Refusal, words), max_size=1))
    parts += draw(st.lists(spoken, max_size=1))
    parts += draw(st.lists(drawn, max_size=2))
    parts += draw(st.lists(calls, max_size=3, unique_by=lambda call: call.id))
    return Choice(
        parts=tuple(parts), reason=draw(st.sampled_from(["stop", "length", "tool_calls", "content_filter"])), logprobs=draw(logprobs)
    )


replies = st.builds(
    ChatResponse,
    id=names,
    model=names,
    choices=st.lists(answers(), min_size=1, max_size=3).map(tuple),
    usage=usages,
    created=counts,
    wire=st.just(WIRE),
)

asked = st.one_of(
    st.builds(Text, words, cache=markers),
    st.builds(Image, st.builds(Data, media, base64) | st.just(Url("https://example.com/i.png")), st.none() | st.just("low"), markers),
    st.builds(Audio, st.builds(Data, st.sampled_from(["audio/wav", "audio/mpeg"]), base64)),
    st.builds(Document, st.builds(Data, media, base64) | st.builds(FileId, names), st.none() | names, markers),
    st.builds(Video, st.just(Url("https://example.com/v.mp4"))),
)
questions = st.builds(Message, st.just("user"), st.lists(asked, min_size=2, max_size=3).map(tuple), form=st.just({"content": "list"}))
instructions = st.builds(Message, st.sampled_from(["system", "developer"]), st.tuples(st.builds(Text, words)), st.none() | names)
earlier = st.builds(
    Message,
    st.just("assistant"),
    st.tuples(thoughts, st.builds(Text, words), calls) | st.tuples(st.builds(Text, words)) | st.tuples(calls),
)
results = st.builds(Message, st.just("tool"), st.tuples(st.builds(ToolResult, names, st.tuples(st.builds(Text, words)), st.none() | names)))
tools = st.one_of(
    st.builds(Tool, names, st.none() | words, st.none() | schemas, st.none() | st.booleans(), cache=markers),
    st.builds(Tool, names, st.none() | words, kind=st.just("custom"), grammar=st.none() | st.just({"type": "text"})),
)
requests = st.builds(
    ChatRequest,
    model=names,
    messages=st.lists(instructions | questions | earlier | results, min_size=1, max_size=4).map(tuple),
    tools=st.lists(tools, max_size=2).map(tuple),
    tool_choice=st.none()
    | st.builds(ToolChoice, st.sampled_from(["auto", "none", "required"]))
    | st.builds(ToolChoice, st.just("required"), st.tuples(names)),
    parallel_tool_calls=st.none() | st.booleans(),
    format=st.none()
    | st.builds(Format, st.sampled_from(["text", "json_object"]))
    | st.builds(Format, st.just("json_schema"), names, st.none() | words, schemas, st.none() | st.booleans()),
    thinking=st.none() | st.builds(Thinking, st.sampled_from(["none", "minimal", "low", "high"])),
    max_tokens=st.none() | counts,
    temperature=st.none() | st.sampled_from([0, 0.0, 1, 0.7]),
    stop=st.none() | st.lists(words, min_size=1, max_size=2).map(tuple),
    seed=st.none() | st.integers(-(2**63), 2**63),
    n=st.none() | st.integers(1, 3),
    modalities=st.none() | st.just(("text", "audio")),
    metadata=st.none() | st.dictionaries(names, words, max_size=1),
    wire=st.just(WIRE),
)

_KEYS = (
    "choices", "delta", "message", "content", "tool_calls", "function", "name", "arguments", "id", "index", "type", "text", "usage",
    "error", "code", "detail", "details", "finish_reason", "reasoning", "reasoning_details", "audio", "images", "image_url", "url",
    "annotations", "logprobs", "function_call", "refusal", "x_groq", "model", "created", "custom", "thinking", "status", "metadata",
    "loc", "msg",
)  # fmt: skip
_WORDS = ("", "x", "text", "image_url", "stop", "function", "429")
_LEAVES: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-1, 600) | st.floats() | st.sampled_from(_WORDS)
odd = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5), max_leaves=20
)
# Frames and replies that have the right fields with anything at all in them.
odd_replies = st.dictionaries(st.sampled_from(_KEYS), odd, max_size=3) | st.builds(
    lambda name, inside, more: {"choices": [{name: inside, **more}]},
    st.sampled_from(["delta", "message"]),
    st.dictionaries(st.sampled_from(_KEYS), odd, max_size=4),
    st.dictionaries(st.sampled_from(_KEYS), odd, max_size=2),
)
