"""Names of things on this wire: a reply is a resp_…, and every item of it has a name of its own. The same reply gives the same names."""

from __future__ import annotations

from hashlib import sha256

LONGEST = 64  # characters of an id, and of a user's


def reply_id(id: str) -> str:
    """As it is, where it looks like one; else marked as one."""
    return id if id.startswith("resp_") else f"resp_{id}"


def item_id(prefix: str, reply: str, place: int) -> str:
    """For the item at a place of a reply."""
    letters = "".join(letter for letter in reply.removeprefix("resp_") if letter.isascii() and letter.isalnum())
    return f"{prefix}_{letters[-40:]}{place:04d}"


def call_id(id: str) -> str:
    """A call's id as OpenAI takes it: of at most 64 characters."""
    return id if len(id) <= LONGEST else f"call_{sha256(id.encode('utf-8', 'replace')).hexdigest()[:48]}"


def user_id(user: str) -> str:
    """A user's id: the hash of one that is too long, so that two are never taken for one."""
    return user if len(user) <= LONGEST else sha256(user.encode("utf-8", "replace")).hexdigest()
