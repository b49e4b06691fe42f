"""What comes instead of a token, and what comes with it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.exchange.fetching import SHORT, Asked, Refused, Said, Token, posted, text_of, token_in

NOW = 1000.0


def said(wire: Any, status: int = 200) -> Said:
    return Said(json.dumps(wire).encode(), status)


@pytest.mark.parametrize(
    ("fields", "expires"),
    [
        ({"expires_in": 3599}, NOW + 3599),
        ({"expires_in": "3599"}, NOW + 3599),
        ({"expires_on": "5000"}, 5000.0),
        ({"expires_in": "60", "expires_on": "5000"}, NOW + 60),
        ({"expires_on": "06/20/2019 02:57:58 +00:00"}, NOW + SHORT),
        ({"expires_in": 0}, NOW + SHORT),
        ({"expires_in": True}, NOW + SHORT),
        ({"expires_in": "nan"}, NOW + SHORT),
        ({"expires_in": "1e999"}, NOW + SHORT),
        ({"expires_on": 1}, NOW + SHORT),
        ({}, NOW + SHORT),
    ],
)
def test_how_long_a_token_lasts(fields: dict[str, Any], expires: float) -> None:
    """As a number or as text, from now or since the epoch; else not for long."""
    assert token_in(said({"access_token": "t", **fields}), NOW) == Token("t", expires)


@pytest.mark.parametrize("token", [None, "", 7, "a b", "a\r\nx: y", "ü", ["t"]])
def test_what_cannot_stand_in_a_header_is_no_token(token: Any) -> None:
    """A line end would begin a header of its own."""
    with pytest.raises(Refused) as caught:
        token_in(said({"access_token": token}), NOW)
    assert not caught.value.final


@pytest.mark.parametrize(
    ("reply", "why", "final", "detail"),
    [
        (said({"error": "invalid_grant", "error_description": "Invalid\r\nJWT"}, 400), "status 400 (invalid_grant)", True, "Invalid JWT"),
        (said({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}}, 403), "status 403 (PERMISSION_DENIED)", True, "no"),
        (said({"error": "no word at all"}, 401), "status 401", True, ""),
        (said(["x"], 401), "status 401", True, ""),
        (said({}, 404), "status 404", False, ""),
        (said({"error": "slow_down"}, 429), "status 429 (slow_down)", False, ""),
        (Said(b"<html>", 503), "status 503", False, ""),
        (Said(b"<html>", 302), "status 302", False, ""),
        (Said(b"<html>"), "not JSON", False, ""),
        (said(["t"]), "not JSON", False, ""),
    ],
)
def test_why_there_was_none(reply: Said, why: str, final: bool, detail: str) -> None:
    """And whether asking again may help."""
    with pytest.raises(Refused) as caught:
        token_in(reply, NOW)
    assert why in caught.value.why
    assert (caught.value.final, caught.value.detail) == (final, detail)


@given(st.binary(max_size=60), st.integers(100, 599))
def test_whatever_is_said_it_is_a_token_or_a_refusal(body: bytes, status: int) -> None:
    """A server of somebody else's cannot be a fault of ours."""
    with suppress(Refused):
        token_in(Said(body, status), NOW)


def test_a_token_may_stand_alone_or_in_a_field() -> None:
    """As files of tokens have it."""
    assert text_of(Said(b" abc\n"), None) == "abc"
    assert text_of(said({"id_token": "abc"}), "id_token") == "abc"
    for reply, field in ((Said(b""), None), (said({}), "id_token"), (Said(b"abc", 500), None)):
        with pytest.raises(Refused):
            text_of(reply, field)


def test_a_form_is_encoded_and_never_shown() -> None:
    """It proves who we are."""
    asked = posted("http://a/token", ("client_secret", "hush&x=y"))
    assert asked == Asked("http://a/token", (("content-type", "application/x-www-form-urlencoded"),), b"client_secret=hush%26x%3Dy")
    assert "hush" not in repr(asked) + repr(Token("hush", 1))
