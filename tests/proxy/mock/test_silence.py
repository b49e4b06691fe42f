"""Spoken answers."""

from __future__ import annotations

import wave
from base64 import b64decode
from io import BytesIO

import pytest

from proxy.mock.silence import RATE, SAMPLES, silence, wav
from tests.asked import asked
from translators.canonical import Data, Problem


def test_the_sound_file_is_one() -> None:
    """The standard library can play it."""
    with wave.open(BytesIO(wav())) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getnframes()) == (1, RATE, SAMPLES)


def test_it_says_what_it_would_have_said() -> None:
    """And until when the provider keeps it."""
    spoken = silence(asked("hi", audio={"voice": "alloy", "format": "pcm16"}), "hi", "audio_1", 1000)
    assert (spoken.transcript, spoken.id, spoken.expires_at) == ("hi", "audio_1", 4600)
    assert isinstance(spoken.source, Data)
    assert set(b64decode(spoken.source.base64)) == {0}


def test_a_format_it_cannot_speak_is_named() -> None:
    """Rather than a sound that says it is another."""
    with pytest.raises(Problem, match="mp3") as raised:
        silence(asked("hi", audio={"format": "mp3"}), "hi", "audio_1", 0)
    assert raised.value.param == "audio.format"
