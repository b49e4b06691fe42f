"""Accounts: equal by what they are, and silent about it."""

from __future__ import annotations

import pytest

from config.credentials import (
    Credential,
    EntraFederated,
    EntraMachine,
    EntraSecret,
    GoogleFederated,
    GoogleKey,
    GoogleMachine,
    GoogleUser,
)


def every() -> list[Credential]:
    """One of each, made anew each time."""
    return [
        GoogleKey("me@example.com", "hush", "1", "https://a/token"),
        GoogleUser("me", "hush", "hush", "https://a/token"),
        GoogleMachine("http://hush"),
        GoogleFederated("hush", "jwt", "https://a/token", None, None, "http://hush", (("x", "hush"),), None),
        EntraSecret("https://a/token", "me", "hush", "scope"),
        EntraFederated("https://a/token", "me", "/hush", "scope"),
        EntraMachine("http://hush", ("x-identity-header", "hush")),
    ]


@pytest.mark.parametrize(("one", "other"), list(zip(every(), every(), strict=True)), ids=repr)
def test_the_same_account_is_the_same_credential(one: Credential, other: Credential) -> None:
    """That is how a reload finds the token again."""
    assert one == other
    assert {one: "token"}[other] == "token"


def test_two_accounts_are_two_credentials() -> None:
    """Whatever it is that differs."""
    assert len(set(every())) == len(every())
    assert EntraSecret("https://a/token", "me", "one", "scope") != EntraSecret("https://a/token", "me", "another", "scope")


@pytest.mark.parametrize("credential", every(), ids=repr)
def test_no_secret_is_shown(credential: Credential) -> None:
    """Not in a log, not in a traceback."""
    assert "hush" not in f"{credential} {credential!r}"
