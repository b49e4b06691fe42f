"""What is asked and what is answered: the same bytes for every subject."""

from __future__ import annotations

import base64
import random

import orjson

KEY = "mb-" + "bench" * 8  # made up: it opens nothing but a gateway that lives for one measurement
MODEL = "house/m1"
PATH = "/v1/chat/completions"
HEADERS = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
DONE = b"data: [DONE]\n\n"
MARK = b"data: "  # once in every event, never in a text of ours
LAST = 3  # events after the content ones: finish, usage, [DONE]

_ID = {"id": "chatcmpl-bench", "created": 1_700_000_000, "model": "m1", "system_fingerprint": "fp_bench"}
_USAGE = {
    "prompt_tokens": 190,
    "completion_tokens": 100,
    "total_tokens": 290,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


def question(size: int = 800, *, stream: bool = False) -> bytes:
    """A chat request of about this many bytes of text."""
    body: dict[str, object] = {
        "model": MODEL,
        "messages": [{"role": "system", "content": "You are helpful."}, {"role": "user", "content": "y" * size}],
        "temperature": 0.5,
    }
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return orjson.dumps(body)


def pictures(megabytes: int, images: int = 4) -> bytes:
    """A chat request with images in base64 that make up this many megabytes."""
    chance = random.Random(1)  # pictures do not repeat themselves, and the same ones come in every run
    size = megabytes * 1_000_000 // images * 3 // 4
    urls = ["data:image/png;base64," + base64.b64encode(chance.randbytes(size)).decode() for _ in range(images)]
    parts: list[object] = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    content = [{"type": "text", "text": "What is on these?"}, *parts]
    return orjson.dumps({"model": MODEL, "messages": [{"role": "user", "content": content}]})


def answer(size: int = 800, *, prompt_tokens: int | None = None) -> bytes:
    """A whole reply of about 1 KB and more."""
    usage = _USAGE if prompt_tokens is None else _USAGE | {"prompt_tokens": prompt_tokens, "total_tokens": prompt_tokens + 100}
    message: dict[str, object] = {"role": "assistant", "content": "x" * size, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return orjson.dumps(_ID | {"object": "chat.completion", "choices": [choice], "usage": usage, "service_tier": "default"})


def content_event(text: str = " hello") -> bytes:
    """One streamed piece of text."""
    return _event([{"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": None}])


def last_events() -> bytes:
    """What ends a stream: finish, usage, [DONE]."""
    return _event([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]) + _event([], usage=_USAGE) + DONE


def request(body: bytes) -> bytes:
    """The whole request as bytes on the connection."""
    lines = [
        f"POST {PATH} HTTP/1.1",
        "host: bench",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _event(choices: list[object], **more: object) -> bytes:
    return MARK + orjson.dumps(_ID | {"object": "chat.completion.chunk", "choices": choices} | more) + b"\n\n"
