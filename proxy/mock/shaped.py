"""An answer in the shape the caller asked for."""

from __future__ import annotations

import json

from proxy.mock.calls import encode
from proxy.mock.schema.fits import fits
from proxy.mock.schema.refs import Json, UnsatisfiableError
from proxy.mock.schema.satisfy import satisfy
from translators.canonical import Format, Kind, Problem

JSON_OBJECT = Format("json_object")


def shaped(text: str, format: Format) -> str:
    """JSON of the format. A text that already is such JSON is answered as it stands: so a test can dictate the answer."""
    if format.kind == "text":
        return text
    schema = format.schema if format.kind == "json_schema" and format.schema is not None else {"type": "object"}
    dictated = _decoded(text)
    try:
        if dictated is not None and fits(dictated, schema, schema):
            return text
        return encode({"echo": text} if format.schema is None else satisfy(schema))
    except UnsatisfiableError as error:
        message = f"response_format.json_schema.schema: the mock cannot satisfy it: {error}"
        raise Problem(Kind.INVALID_REQUEST, message, param="response_format.json_schema.schema") from error


def _decoded(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
