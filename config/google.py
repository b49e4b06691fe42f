"""Which Google account an operator means: a file of credentials, or the machine's own; and where its models are."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from config.address import parse
from config.credentials import Credential, GoogleFederated, GoogleKey, GoogleMachine, GoogleUser
from config.secrets import Absent, Secrets, Unfit
from translators.framing import json_text

FILE = "GOOGLE_APPLICATION_CREDENTIALS"
PROJECTS = ("GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT")
LOCATION = "GOOGLE_CLOUD_LOCATION"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105  an address
_PEM = re.compile(r"-----BEGIN (RSA )?PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----\s*")


class Google(Struct, frozen=True):
    """One account, and what its file says beyond it."""

    credential: Credential
    project: str | None = None
    quota_project: str | None = None  # who is billed for a person's calls


def found(secrets: Secrets, written: str | None) -> Google:
    """The account, looked for where Google's own libraries look. Raises Absent or Unfit."""
    if written is not None:
        return read(secrets.text(written))
    environment = secrets.environment
    if path := environment.get(FILE):
        return read(secrets.text(f"file:{Path(path).absolute()}"))
    if (known := _well_known(environment)) is not None:
        try:
            return read(secrets.text(f"file:{known}"))
        except Absent:
            pass
    host = environment.get("GCE_METADATA_HOST") or "metadata.google.internal"
    url = f"http://{host}/computeMetadata/v1/instance/service-accounts/default/token"
    return Google(GoogleMachine(_address(url, "GCE_METADATA_HOST")))


def read(text: str) -> Google:
    """The text of a file of credentials. Raises Unfit when it is none, Absent when it is of a kind that is not read here."""
    try:
        wire = json_text.decode(text.encode())
    except ValueError as error:
        raise Unfit("the credentials are not JSON, as Google's files are") from error
    if not isinstance(wire, dict):
        raise Unfit("the credentials are no JSON object, as Google's files are")
    kind = _text(wire, "type")
    if kind not in READERS:
        raise Absent(f"credentials of type {kind!r} are not supported; those that are: {', '.join(READERS)}")
    return Google(READERS[kind](wire), _maybe(wire, "project_id"), _maybe(wire, "quota_project_id"))


def vertex_host(location: str) -> str:
    """Where the models of a location are."""
    match location:
        case "global":
            return "aiplatform.googleapis.com"
        case "us" | "eu":
            return f"aiplatform.{location}.rep.googleapis.com"
    return f"{location}-aiplatform.googleapis.com"


def _well_known(environment: Mapping[str, str]) -> Path | None:
    """Where `gcloud auth application-default login` writes."""
    name = "application_default_credentials.json"
    if folder := environment.get("CLOUDSDK_CONFIG"):
        return Path(folder).absolute() / name
    home = environment.get("HOME")
    return Path(home).absolute() / ".config" / "gcloud" / name if home else None


def _google_key(wire: Mapping[str, Any]) -> GoogleKey:
    key = _text(wire, "private_key")
    pem = _PEM.fullmatch(key.strip() + "\n")
    try:
        whole = pem is not None and len(base64.b64decode("".join(pem[2].split()), validate=True)) > 64
    except ValueError:
        whole = False
    if not whole:
        raise Unfit("the credentials' private_key is no whole private key (PEM)")
    token_uri = _address(_maybe(wire, "token_uri") or TOKEN_URI, "token_uri")
    return GoogleKey(_text(wire, "client_email"), key, _maybe(wire, "private_key_id") or "", token_uri)


def _google_user(wire: Mapping[str, Any]) -> GoogleUser:
    token_uri = _address(_maybe(wire, "token_uri") or TOKEN_URI, "token_uri")
    return GoogleUser(_text(wire, "client_id"), _text(wire, "client_secret"), _text(wire, "refresh_token"), token_uri)


def _google_federated(wire: Mapping[str, Any]) -> GoogleFederated:
    source = wire.get("credential_source")
    file, url = (_maybe(source, "file"), _maybe(source, "url")) if isinstance(source, dict) else (None, None)
    if not isinstance(source, dict) or (file is None and url is None) or "environment_id" in source:
        raise Absent("external_account credentials are supported with a credential_source that is a file or a url")
    form = source.get("format")
    field = _text(form, "subject_token_field_name") if isinstance(form, dict) and form.get("type") == "json" else None
    headers = source.get("headers")
    impersonation = _maybe(wire, "service_account_impersonation_url")
    return GoogleFederated(
        _text(wire, "audience"),
        _text(wire, "subject_token_type"),
        _address(_text(wire, "token_url"), "token_url"),
        None if impersonation is None else _address(impersonation, "service_account_impersonation_url"),
        None if file is None else str(Path(file).absolute()),
        None if url is None or file is not None else _address(url, "credential_source.url"),
        tuple((str(name).lower(), str(value)) for name, value in headers.items()) if isinstance(headers, dict) else (),
        field,
    )


READERS: Mapping[str, Callable[[Mapping[str, Any]], Credential]] = {
    "service_account": _google_key,
    "authorized_user": _google_user,
    "external_account": _google_federated,
}


def _text(wire: Mapping[str, Any], field: str) -> str:
    value = wire.get(field)
    if not isinstance(value, str) or not value:
        raise Unfit(f"the credentials lack {field}")
    return value


def _maybe(wire: Mapping[str, Any], field: str) -> str | None:
    value = wire.get(field)
    return value if isinstance(value, str) and value else None


def _address(url: str, what: str) -> str:
    """An address that can be asked, with its query."""
    try:
        parse(url.partition("?")[0])
    except ValueError as error:
        raise Unfit(f"the credentials' {what} is no address: {error}") from error
    return url
