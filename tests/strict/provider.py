"""Strict providers on a socket, one a wire: a question that fails the SDK's types or the wire's rules is answered 400."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

from msgspec import Struct, field

from tests.legal.questions.judging import wrong_by_rule
from tests.legal.spelling import spelled
from tests.official import wrong_question
from tests.strict import anthropic, gemini, openai_chat, openai_responses
from tests.strict.saying import Mind, Refused

SPEAKERS: dict[str, ModuleType] = {each.WIRE: each for each in (openai_chat, anthropic, gemini, openai_responses)}
COUNTS = ("count_tokens", ":countTokens", "/input_tokens")
# Names of models that fail, and how.
FAILING = {"limited": 429, "gone": 404, "busy": 503, "unpaid": 401}


class Received(Struct, frozen=True):
    """One question as it came."""

    path: str
    headers: dict[str, str]
    body: Any


class Strict(Struct):
    """What the providers have seen, by wire."""

    port: int
    minds: dict[str, Mind] = field(default_factory=lambda: {wire: Mind(100_000 * place) for place, wire in enumerate(SPEAKERS)})
    received: dict[str, list[Received]] = field(default_factory=lambda: {wire: [] for wire in SPEAKERS})
    refused: list[str] = field(default_factory=list)

    def base_url(self, wire: str) -> str:
        """Where that wire is spoken."""
        return f"http://127.0.0.1:{self.port}/{wire}/v1"

    def last(self, wire: str) -> Received:
        """The last question."""
        return self.received[wire][-1]


@contextmanager
def strict_providers() -> Iterator[Strict]:
    """All of them, on one port of their own."""
    seen = Strict(0)
    for wire in SPEAKERS:
        wrong_question(wire, {})  # or the first who asks would wait for the SDKs to be imported

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one write: of two, the second waits 40 ms for word of the first

        def do_POST(self) -> None:
            wire = self.path.split("/")[1]
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            seen.received[wire].append(Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, headers, pieces = _answer(seen, wire, self.path, body)
            data = b"".join(pieces)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *_: Any) -> None:
            """The tests say what went wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        seen.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def _answer(seen: Strict, wire: str, path: str, body: Any) -> tuple[int, dict[str, str], list[bytes]]:
    speaker, mind = SPEAKERS[wire], seen.minds[wire]
    body = spelled(body) if wire == "gemini" else body
    in_path = re.search(r"/models/([^:/]+):", path)
    model = in_path[1] if in_path else str(body.get("model"))
    if path.endswith(COUNTS):
        return 200, {"content-type": "application/json"}, [json.dumps(speaker.count(body)).encode()]
    for word, status in FAILING.items():
        if word in model:
            more = {"retry-after": "1"} if status == 429 and wire != "gemini" else {}
            return status, {"content-type": "application/json", **more}, [json.dumps(speaker.error(status, f"{model} is {word}")).encode()]
    try:
        threaded = wire == "anthropic" and "thread" in body
        body = anthropic.resumed(body, mind) if threaded else body
        wrong = wrong_question(wire, body)
        if wrong and wire == "anthropic" and "anthropic-beta" in seen.received[wire][-1].headers:
            wrong = wrong_question(wire, body, beta=True)
        wrong += wrong_by_rule(wire, body, model)
        if wrong:
            raise Refused("; ".join(wrong))
        said = mind.answer(speaker.understand(body, mind))
        if threaded:
            anthropic.hold(body, said, mind)
    except Refused as refusal:
        seen.refused.append(f"{wire} {model}: {refusal}")
        return 400, {"content-type": "application/json"}, [json.dumps(speaker.error(400, str(refusal))).encode()]
    if body.get("stream") or "streamGenerateContent" in path:
        return 200, {"content-type": "text/event-stream"}, list(speaker.stream(said, model, mind))
    return 200, {"content-type": "application/json"}, [json.dumps(speaker.whole(said, model, mind)).encode()]
