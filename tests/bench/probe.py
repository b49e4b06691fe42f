"""One whole reply, asked for and looked at: is it 200, complete, and the provider's own?"""

from __future__ import annotations

import http.client
from typing import Any

import orjson

from tests.bench import texts
from tests.bench.subjects import Subject
from tests.bench.trouble import CouldNotRunError

MEANING = ("choices", "usage")


def ask(connection: http.client.HTTPConnection, subject: Subject, body: bytes) -> Any:
    """Ask on this connection; anything but a 200 with JSON is an error."""
    connection.request("POST", texts.PATH, body, texts.HEADERS)
    response = connection.getresponse()
    reply = response.read()
    if response.status != http.HTTPStatus.OK:
        raise CouldNotRunError(f"{subject.name} answered {response.status}: {reply[:300].decode(errors='replace')}")
    return orjson.loads(reply)


def check(subject: Subject) -> None:
    """Before the load: does the subject hand on what the provider said?"""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=5)
    try:
        got, meant = ask(connection, subject, texts.question()), orjson.loads(texts.answer())
    finally:
        connection.close()
    if any(got.get(name) != meant[name] for name in MEANING):
        raise CouldNotRunError(f"{subject.name} changed the reply: {got}")
