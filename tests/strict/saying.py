"""What the strict providers understand of a question, and what they say to it: the same on every wire."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

ANSWER = '{"city":"Oslo","degrees":18}'
PROMPT, CACHED, COMPLETION, THOUGHT = 20, 5, 12, 4


class Refused(Exception):  # noqa: N818  as a provider says it
    """The question is not as the wire's reference wants it."""


class Asked(Struct, kw_only=True):
    """What one question says."""

    text: str = ""  # the user's last words
    instructions: str = ""
    pictures: int = 0
    tools: list[str] = field(default_factory=list)
    forced: str | None = None  # a tool's name; "" for any
    structured: bool = False
    thinking: bool = False  # and what was thought is to be read
    signs: bool = False  # whether or not it is
    results: list[str] = field(default_factory=list)  # in the last turn
    steps: int = 0  # turns with calls since the user's last words


class Call(Struct, frozen=True):
    """One call of a tool."""

    id: str
    name: str
    arguments: str


class Said(Struct, frozen=True, kw_only=True):
    """One answer."""

    number: int  # of the answers this provider has given
    text: str = ""
    thought: str = ""
    signature: str = ""
    calls: tuple[Call, ...] = ()

    @property
    def words(self) -> list[str]:
        """The text, in the pieces in which it is streamed."""
        return self.text.split(" ") if not self.text else [f"{word} " for word in self.text.split(" ")[:-1]] + self.text.split(" ")[-1:]


class Mind:
    """Thinks up answers, and remembers what it signed."""

    def __init__(self, first: int = 0) -> None:
        self.answers = first  # no two providers give a call the same id: one caller may ask several at once
        self.signed: dict[str, Any] = {}  # by the call's id, the blocks that must come back with it
        self.threads: dict[str, Any] = {}  # by the answer's id, all that was said up to it

    def answer(self, asked: Asked) -> Said:
        """The answer to a question."""
        self.answers += 1
        number = self.answers
        thought = f"Thinking, the {number}. time." if asked.thinking else ""
        signature = f"U2lnbmVk{number:06d}AAAA==" if asked.signs else ""
        hidden = next((name for name in asked.tools if name.startswith("modelbridge_answer")), None)
        if hidden is not None and (asked.forced in (hidden, "") or asked.results or not self._calls(asked)):
            arguments = ANSWER if hidden == "modelbridge_answer" else f'{{"value":{ANSWER}}}'
            return Said(number=number, thought=thought, signature=signature, calls=(Call(f"call_{number}_0", hidden, arguments),))
        if self._calls(asked):
            name = asked.forced or next(tool for tool in asked.tools if tool != hidden)
            cities = ("Oslo", "Paris") if asked.steps == 0 else ("Rome",)
            calls = tuple(Call(f"call_{number}_{place}", name, f'{{"city":"{city}"}}') for place, city in enumerate(cities))
            words = "" if asked.forced is not None else "Let me see."
            return Said(number=number, thought=thought, signature=signature, text=words, calls=calls)
        if asked.structured:
            return Said(number=number, thought=thought, signature=signature, text=ANSWER)
        if asked.results:
            return Said(number=number, thought=thought, signature=signature, text=f"It is {' and '.join(asked.results)}.")
        pictures = f" ({asked.pictures} seen)" if asked.pictures else ""
        rules = f" [{asked.instructions}]" if asked.instructions else ""
        return Said(number=number, thought=thought, signature=signature, text=f"{asked.text}{pictures}{rules}")

    def _calls(self, asked: Asked) -> bool:
        if asked.forced is not None:
            return True
        wanted = 2 if "twice" in asked.text else 1
        return bool(asked.tools) and "weather" in asked.text and asked.steps < wanted

    def sign(self, said: Said, blocks: Any) -> None:
        """What must come back with these calls."""
        for call in said.calls:
            self.signed[call.id] = blocks

    def check(self, id: str, blocks: Any) -> None:
        """It has come back as it was, to the byte."""
        if id in self.signed and self.signed[id] != blocks:
            raise Refused(f"the thought before {id} did not come back as it was: {blocks}, not {self.signed[id]}")
