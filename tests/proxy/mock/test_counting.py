"""Tokens and usage."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.mock.answers import echo, respond
from proxy.mock.counting import AUDIO, CHARACTERS, DOCUMENT, IMAGE, count, tokens
from tests.asked import asked
from translators.canonical import Audio, Data, Document, Image, Message, Text, ToolResult, Url


@given(st.text(max_size=50))
def test_a_text_is_its_tokens(text: str) -> None:
    """Joined they are the text, and there are as many as are counted."""
    pieces = list(tokens(text))
    assert "".join(pieces) == text
    assert len(pieces) == count(text) == (len(text) + CHARACTERS - 1) // CHARACTERS


def test_the_prompt_is_the_sum_of_its_messages() -> None:
    """Words, pictures and sounds, each in its bucket."""
    request = asked(
        Message("system", (Text("1234"),)),
        Message("tool", (ToolResult("c", (Text("12345678"),)),)),
        "12345",
        Image(Url("https://example.com")),
        Audio(Data("audio/wav", "AAAA")),
        Document(Data("application/pdf", "AAAA")),
    )
    usage = respond(request, echo, 0).usage
    assert (usage.input, usage.image_in, usage.audio_in) == (1 + 2 + 2 + DOCUMENT, IMAGE, AUDIO)
    assert usage.total == usage.prompt + usage.completion


def test_a_prompt_cache_key_makes_all_but_the_last_message_cached() -> None:
    """A token is in one bucket only, so the prompt stays as long as it was."""
    said = (Message("system", (Text("x" * 40),)), "12345678")
    plain, cached = respond(asked(*said), echo, 0).usage, respond(asked(*said, prompt_cache_key="k"), echo, 0).usage
    assert (cached.cache_read, cached.input) == (10, 2)
    assert cached.prompt == plain.prompt == 12


def test_every_choice_is_paid_for() -> None:
    """N answers cost n times as much."""
    assert respond(asked("12345678", n=3), echo, 0).usage.output == 6
