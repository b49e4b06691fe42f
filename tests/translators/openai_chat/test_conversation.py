"""A conversation of another wire keeps its words, its order and its pictures in the messages of this one."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.translators.test_grammar import conversations
from translators.canonical import (
    Audio,
    Data,
    Document,
    FileId,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Unknown,
    Url,
    Video,
)
from translators.openai_chat.abilities import abilities_of
from translators.openai_chat.conversation import FAILED, LONGEST_ID, told

ANY, CLAUDE, GEMINI, OPEN, NEWEST = (
    abilities_of(name) for name in ("m", "anthropic/claude-sonnet-4.5", "gemini-3", "deepseek-r1", "gpt-6")
)
PICTURE = Image(Url("https://e.x/i.png"))
PDF = Document(Data("application/pdf", "QQ=="), "a.pdf")
MARK = {"type": "ephemeral"}


def of_user(part: Part, able: object = ANY) -> tuple[tuple[Part, ...], list[str]]:
    """What becomes of one part."""
    messages, lost = told([Message("user", (part,))], able)  # type: ignore[arg-type]  # one of those above
    return (messages[0].parts if messages else ()), lost


@pytest.mark.parametrize(
    ("part", "here"),
    [
        (Text("a", ({"type": "url_citation"},), MARK, {"x": 1}, "signed"), Text("a")),
        (Image(Url("https://e.x/i"), "low", MARK, {"x": 1}, "string", "signed"), Image(Url("https://e.x/i"), "low")),
        (Audio(Data("audio/wav", "QQ=="), form="string"), Audio(Data("audio/wav", "QQ=="))),
        (Video(Url("https://e.x/v"), {"x": 1}), Video(Url("https://e.x/v"))),
        (Document(Data("application/pdf", "QQ==")), Document(Data("application/pdf", "QQ=="), "document.pdf")),
        (Document(Url("https://e.x/d.pdf"), "d"), Document(Url("https://e.x/d.pdf"), "d")),
        (Document(Data("text/plain", "aGk="), "note.txt"), Text("note.txt\n\nhi")),
        (Document(Data("text/plain", "aGk=")), Text("hi")),
        (Document(Data("text/plain", "/w=="), "bad.txt"), Document(Data("text/plain", "/w=="), "bad.txt")),
        (Refusal("no"), Refusal("no")),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_keeps_what_every_wire_understands(part: Part, here: Part) -> None:
    """And nothing of its own wire's spelling."""
    assert of_user(part) == ((here,), [])


@pytest.mark.parametrize(
    "part",
    [
        Image(FileId("f")),
        Document(FileId("f")),
        Video(FileId("f")),
        Audio(FileId("f")),
        Audio(Url("https://e.x/a")),
        Unknown("server_tool_use", {}),
        Reasoning("hm"),
        Reasoning("hm", "signed", signer="anthropic"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_part_that_has_no_place_is_named(part: Part) -> None:
    """By where it stood."""
    messages, lost = told([Message("user", (Text("a"),)), Message("assistant", (Text("b"), part))], ANY)
    assert messages == (Message("user", (Text("a"),)), Message("assistant", (Text("b"),)))
    assert lost == ["messages[1].content[1]"]


def test_a_signed_thought_goes_to_who_can_read_it() -> None:
    """And to nobody else."""
    signed = Reasoning("hm", "sig", id="r", extra={"x": 1}, signer="anthropic")
    (message, *_), lost = told([Message("assistant", (signed, ToolCall("1", "f", "{}", signature="g")))], CLAUDE)
    assert message.parts == (Reasoning("hm", "sig", None, "reasoning_details", "r", signer="anthropic"), ToolCall("1", "f", "{}"))
    assert lost == []
    (message, *_), lost = told([Message("assistant", (signed, ToolCall("1", "f", "{}", signature="g")))], GEMINI)
    assert (message.parts, lost) == ((ToolCall("1", "f", "{}", signature="g"),), ["messages[0].content[0]"])


def test_an_open_thought_goes_to_models_that_read_them() -> None:
    """In the field that most of their servers have."""
    assert of_user(Reasoning("hm"), OPEN) == ((Reasoning("hm", place="reasoning_content"),), [])


def test_a_cache_marker_is_spelled_as_the_server_knows_it() -> None:
    """Where it knows none, the wire's places say that it is lost."""
    assert of_user(Text("a", cache=MARK), CLAUDE)[0] == (Text("a", cache=MARK),)
    assert of_user(Text("a", cache=MARK), NEWEST)[0] == (Text("a", extra={"prompt_cache_breakpoint": {"mode": "explicit"}}),)
    assert of_user(Text("a", cache=MARK), ANY)[0] == (Text("a"),)
    called = Message("assistant", (ToolCall("1", "f", "{}"),))
    answered = Message("user", (ToolResult("1", (Text("a"), PICTURE), cache=MARK),))
    result = told([called, answered], CLAUDE)[0][1].parts[0]
    assert isinstance(result, ToolResult)
    assert result.parts == (Text("a", cache=MARK),)


def test_a_tool_answers_in_words_and_its_pictures_follow() -> None:
    """After all the results of the turn, and before what the user says himself."""
    messages, lost = told(
        [
            Message("assistant", (ToolCall("1", "look", ""), ToolCall("2", "read", "{}"))),
            Message("user", (ToolResult("1", (Text("see"), PICTURE), "look"), ToolResult("2", (PDF,)), Text("well?"))),
        ],
        ANY,
    )
    assert [message.role for message in messages] == ["assistant", "tool", "tool", "user", "user"]
    assert messages[0].parts[0] == ToolCall("1", "look", "{}")
    assert [message.parts for message in messages[1:3]] == [(ToolResult("1", (Text("see"),)),), (ToolResult("2", ()),)]
    assert [type(part) for part in messages[3].parts] == [Text, Image, Text, Document]
    assert messages[4].parts == (Text("well?"),)
    assert lost == []


@pytest.mark.parametrize(
    ("parts", "words"),
    [((Text("no disk"),), FAILED + "no disk"), ((), FAILED), ((PICTURE,), FAILED)],
    ids=["words", "nothing", "a picture"],
)
def test_that_a_tool_failed_is_said_in_words(parts: tuple[Text | Image, ...], words: str) -> None:
    """This wire has no field for it."""
    called = Message("assistant", (ToolCall("1", "f", "{}"),))
    result = told([called, Message("user", (ToolResult("1", parts, failed=True),))], ANY)[0][1].parts[0]
    assert isinstance(result, ToolResult)
    assert result.parts == (Text(words),)


def test_calls_said_apart_stand_together() -> None:
    """And each is answered at once, whoever spoke in between."""
    messages, _ = told(
        [
            Message("assistant", (Text("let me see"),)),
            Message("assistant", (ToolCall("1", "f", "{}"),)),
            Message("assistant", (ToolCall("2", "f", "{}"),)),
            Message("tool", (ToolResult("2", (Text("b"),)),)),
            Message("system", (Text("be brief"),)),
            Message("tool", (ToolResult("1", (Text("a"),)),)),
        ],
        ANY,
    )
    assert [message.role for message in messages] == ["assistant", "tool", "tool", "system"]
    assert len(messages[0].parts) == 3


@pytest.mark.parametrize(("model", "roles"), [("m", ["system", "system"]), ("o3", ["system", "developer"]), ("o1-mini", ["user", "user"])])
def test_instructions_are_given_in_the_role_a_model_knows(model: str, roles: list[str]) -> None:
    """They stay where they were."""
    messages, _ = told([Message("system", (Text("a"),)), Message("developer", (Text("b"),), "ops")], abilities_of(model))
    assert [message.role for message in messages] == roles
    assert messages[1].name == "ops"


def test_an_id_that_is_too_long_is_short_on_both_sides() -> None:
    """Another one is another one."""
    long = ["call_" + letter * 60 for letter in "ab"]
    asked = Message("assistant", tuple(ToolCall(id, "f", "{}") for id in long))
    messages, _ = told([asked, Message("user", tuple(ToolResult(id, (Text("x"),)) for id in long))], ANY)
    ids = [getattr(part, "id", "") for part in messages[0].parts]
    assert [getattr(message.parts[0], "id", None) for message in messages[1:]] == ids
    assert len(set(ids)) == 2
    assert all(len(id) <= LONGEST_ID for id in ids)


@given(conversations)
def test_no_server_could_complain_of_the_order(messages: list[Message]) -> None:
    """Every call is answered, by messages of their own, before anything else is said."""
    waiting: list[str] = []
    for message in told(messages, ANY)[0]:
        results = [part.id for part in message.parts if isinstance(part, ToolResult)]
        if message.role == "tool":
            waiting.remove(results[0])
            assert len(message.parts) == 1
            continue
        assert results == waiting == []
        waiting = [part.id for part in message.parts if isinstance(part, ToolCall)]
        assert message.parts
    assert waiting == []


@pytest.mark.parametrize("part", [Audio(Data("audio/wav", "QQ==")), Document(Url("https://e.x/d.pdf")), Image(Url("https://e.x/i"))])
def test_a_model_of_openai_has_said_nothing_but_words(part: Part) -> None:
    """A message of its own has no place for anything else; elsewhere there is one for pictures."""
    messages = [Message("user", (Text("a"),)), Message("assistant", (Text("b"), part)), Message("user", (Text("c"),))]
    turns, lost = told(messages, abilities_of("gpt-4o"))
    assert (turns[1].parts, lost) == ((Text("b"),), ["messages[1].content[1]"])
    assert isinstance(part, Image) is (told(messages, ANY)[1] == [])


@pytest.mark.parametrize("parts", [(), (Text(""),), (Text(""), Text("")), (Reasoning("hm"),)])
def test_an_assistant_who_says_nothing_has_no_turn(parts: tuple[Part, ...]) -> None:
    """Some servers refuse it. A user's stays: it may be all there is."""
    messages = [Message("user", (Text(""),)), Message("assistant", parts), Message("user", (Text("a"),))]
    assert [turn.role for turn in told(messages, abilities_of("m"))[0]] == ["user", "user"]
    called, _ = told([Message("assistant", (*parts, ToolCall("1", "f", "{}")))], abilities_of("m"))
    assert called[0].parts == (ToolCall("1", "f", "{}"),)
