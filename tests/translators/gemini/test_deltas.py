"""Parts as they come."""

from __future__ import annotations

from translators.canonical import Audio, Data, Event, Image, PartDelta, PartEnd, PartNote, PartStart, Reasoning, Text, ToolCall
from translators.gemini.deltas import Answer, close, sound, whole, words


def test_only_one_part_is_open_at_a_time() -> None:
    answer, events = Answer(0), list[Event]()
    words(answer, Reasoning("a", signer="gemini"), None, events)
    words(answer, Text("b"), None, events)
    whole(answer, ToolCall("1", "f", "{}"), events)
    whole(answer, Image(Data("image/png", "AA")), events)
    assert [(type(event).__name__, event.index) for event in events] == [  # type: ignore[union-attr]  # events of parts
        ("PartStart", 0),
        ("PartDelta", 0),
        ("PartEnd", 0),
        ("PartStart", 1),
        ("PartDelta", 1),
        ("PartEnd", 1),
        ("PartStart", 2),
        ("PartDelta", 2),
        ("PartEnd", 2),
        ("PartStart", 3),
        ("PartEnd", 3),
    ]
    assert (answer.called, answer.first_text, answer.open) == (True, 1, None)


def test_log_probabilities_go_with_words_and_never_with_thoughts() -> None:
    answer, events = Answer(0), list[Event]()
    left = words(answer, Reasoning("a", signer="gemini"), {"content": []}, events)
    assert left == {"content": []}
    assert words(answer, Text("b"), left, events) is None
    assert [event.logprobs for event in events if isinstance(event, PartDelta)] == [None, {"content": []}]


def test_thoughts_of_two_signers_are_two() -> None:
    answer, events = Answer(0), list[Event]()
    words(answer, Reasoning("a", signer="gemini"), None, events)
    words(answer, Reasoning("", "sig", signer="anthropic"), None, events)
    assert [event.part for event in events if isinstance(event, PartStart)] == [
        Reasoning("", signer="gemini"),
        Reasoning("", "sig", signer="anthropic"),
    ]


def test_a_signature_is_noted_once_and_closes_nothing_until_more_comes() -> None:
    answer, events = Answer(0), list[Event]()
    words(answer, Text("a"), None, events)
    words(answer, Text("", signature="s"), None, events)
    assert events[-1] == PartNote(0, {"signature": "s"})
    words(answer, Text("b"), None, events)
    assert events[3] == PartEnd(0)


def test_what_base64_cannot_say_by_itself_waits_for_the_end() -> None:
    answer, events = Answer(0), list[Event]()
    sound(answer, Audio(Data("audio/pcm", "QUJDRA==")), events)
    sound(answer, Audio(Data("audio/pcm", "not base64 at all é")), events)
    close(answer, events)
    assert [event.text for event in events if isinstance(event, PartDelta)] == ["QUJD", "RA=="]
