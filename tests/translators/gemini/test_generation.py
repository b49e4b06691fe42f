"""How the answer is made."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai.types import GenerationConfig

from tests.asked import asked
from translators.canonical import Data, Format, Image, Thinking, Url
from translators.gemini.abilities import abilities
from translators.gemini.generation import read_generation, write_generation

SCHEMA = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "string"}}}


def config(model: str = "gemini-2.5-flash", *said: Any, **fields: Any) -> tuple[dict[str, Any], list[str]]:
    wire, lost = write_generation(asked("hi", *said, **fields), abilities(model), formatted=True, own=False)
    GenerationConfig.model_validate(wire)
    return wire, lost


@pytest.mark.parametrize(
    ("fields", "wire", "lost"),
    [
        (
            {"max_tokens": 5, "temperature": 0, "top_p": 0.5, "top_k": 3},
            {"maxOutputTokens": 5, "temperature": 0, "topP": 0.5, "topK": 3},
            [],
        ),
        ({"n": 2, "seed": 7}, {"candidateCount": 2, "seed": 7}, []),
        ({"seed": 2**40}, {}, ["seed"]),
        ({"stop": tuple("abcdef")}, {"stopSequences": list("abcde")}, ["stop"]),
        ({"logprobs": True, "top_logprobs": 3}, {"responseLogprobs": True, "logprobs": 3}, []),
        ({"logprobs": False, "top_logprobs": 3}, {}, []),
        ({"modalities": ("text",)}, {}, []),
        ({"modalities": ("text", "image")}, {"responseModalities": ["TEXT", "IMAGE"]}, []),
        (
            {"modalities": ("text", "audio"), "audio": {"voice": "Kore", "format": "mp3"}},
            {"responseModalities": ["AUDIO"], "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}}},
            ["audio.format"],
        ),
        ({"thinking": Thinking("low")}, {"thinkingConfig": {"thinkingBudget": 2048, "includeThoughts": True}}, []),
        ({"format": Format("text")}, {"responseMimeType": "text/plain"}, []),
        ({"format": Format("json_object")}, {"responseMimeType": "application/json"}, []),
        (
            {"format": Format("json_schema", "n", "says", SCHEMA, True)},
            {"responseMimeType": "application/json", "responseJsonSchema": {"description": "says", **SCHEMA}},
            [],
        ),
    ],
)
def test_each_field_has_its_name(fields: dict[str, Any], wire: dict[str, Any], lost: list[str]) -> None:
    assert config(**fields) == (wire, lost)


def test_older_models_get_googles_own_kind_of_schema_in_order() -> None:
    wire, _ = config("gemini-2.0-flash", format=Format("json_schema", schema=SCHEMA))
    assert wire["responseSchema"]["propertyOrdering"] == ["b", "a"]


def test_what_a_model_would_refuse_is_named() -> None:
    assert config("gemini-3-pro-preview", frequency_penalty=1.0, presence_penalty=0.0) == ({}, ["frequency_penalty"])
    assert config("gemini-2.0-flash", thinking=Thinking("high")) == ({}, ["reasoning_effort"])
    assert config("gemini-2.0-flash", thinking=Thinking("none")) == ({}, [])


@pytest.mark.parametrize("thinking", [Thinking("none"), Thinking("high"), Thinking(budget=0)])
def test_a_model_nobody_knows_is_told_nothing_of_thinking_and_that_is_named(thinking: Thinking) -> None:
    assert config("mine", thinking=thinking) == ({}, ["reasoning_effort"])
    assert config("mine", thinking=Thinking()) == ({}, [])


@pytest.mark.parametrize(
    ("details", "wire"),
    [
        (("low", "low"), {"mediaResolution": "MEDIA_RESOLUTION_LOW"}),
        (("low", None), {}),
        (("low", "high"), {"mediaResolution": "MEDIA_RESOLUTION_HIGH"}),
        (("auto",), {}),
    ],
)
def test_pictures_are_looked_at_as_closely_as_one_of_them_needs(details: tuple[str | None, ...], wire: dict[str, Any]) -> None:
    pictures = [Image(Url("https://a.example/i.png"), detail) for detail in details]
    assert config("gemini-2.5-flash", *pictures) == (wire, [])
    assert config("gemini-2.5-flash", Image(Data("image/png", "AA"))) == ({}, [])


def test_a_configuration_is_read_and_what_has_no_place_is_kept() -> None:
    wire = {
        "maxOutputTokens": 5,
        "topK": 2.0,
        "stopSequences": ["a"],
        "responseModalities": ["TEXT"],
        "thinkingConfig": {"thinkingBudget": 512},
        "responseMimeType": "application/json",
        "responseSchema": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}},
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
        "mediaResolution": "MEDIA_RESOLUTION_LOW",
        "temperature": None,
    }
    known, rest = read_generation(wire)
    assert known == {
        "max_tokens": 5,
        "top_k": 2,
        "stop": ("a",),
        "modalities": ("text",),
        "thinking": Thinking(budget=512),
        "audio": {"voice": "Kore"},
        "format": Format("json_schema", schema={"type": "object", "properties": {"a": {"type": "string"}}}),
    }
    assert rest == {"mediaResolution": "MEDIA_RESOLUTION_LOW", "temperature": None}


def test_a_list_of_words_to_choose_from_is_googles_alone() -> None:
    wire = {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["a"]}}
    assert read_generation(wire) == ({}, wire)
