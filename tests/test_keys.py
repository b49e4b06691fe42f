"""Keys of a real gateway: what each may use."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx

from tests.limited import question
from tests.served import PATIENCE, served

SECRETS = {name: f"mb-{name}-0123456789abcdef0123456789" for name in ("all", "chat", "models", "usage")}
PATHS = {
    "chat": [("POST", "/v1/chat/completions"), ("POST", "/v1/responses"), ("GET", "/v1/responses/resp_1"), ("POST", "/v1/messages")],
    "models": [("GET", "/v1/models"), ("GET", "/v1beta/models"), ("GET", "/v1/models/mock/echo")],
    "usage": [("GET", "/v1/usage")],
}


def toml() -> str:
    """A key for each scope, and one without."""
    return "".join(
        f'[keys.{name}]\nkey = "sha256:{hashlib.sha256(secret.encode()).hexdigest()}"\n'
        + ("" if name == "all" else f'scopes = ["{name}"]\n')
        for name, secret in SECRETS.items()
    )


def test_a_key_may_use_what_its_scopes_name(tmp_path: Path) -> None:
    """Every endpoint that callers have; 403 for all the others, in the format of whoever asks."""
    with served(tmp_path, toml()) as gateway, httpx.Client(base_url=gateway.url, timeout=PATIENCE, trust_env=False) as client:
        for name, secret in SECRETS.items():
            for scope, paths in PATHS.items():
                for method, path in paths:
                    body = {**question(), "input": "hello"} if method == "POST" else None
                    reply = client.request(method, path, json=body, headers={"authorization": f"Bearer {secret}"})
                    refused = reply.status_code == 403
                    assert refused == (name not in ("all", scope)), (name, method, path, reply.text)
                    assert refused == ("needs the scope" in reply.text)
