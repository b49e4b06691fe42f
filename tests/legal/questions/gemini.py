"""Would Gemini take this question? What its API refuses with 400, beside what the SDK's types already say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]
NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")
SAYS = ("text", "functionCall", "functionResponse", "inlineData", "fileData", "executableCode", "codeExecutionResult")
THREE = re.compile(r"gemini-(?:3|[4-9])")
MOST_STOPS = 5
# Least and most tokens to think with; zero (not at all) and -1 (as the model likes) apart.
BUDGETS = {"gemini-2.5-pro": (128, 32_768), "gemini-2.5-flash-lite": (512, 24_576), "gemini-2.5-flash": (1, 24_576)}
CANNOT_BUT_THINK = ("gemini-2.5-pro",)


def wrong(body: Wire, model: str) -> list[str]:
    """What is illegal about it."""
    return [*_conversation(body, model), *_tools(body, model), *_config(body, model)]


def _conversation(body: Wire, model: str) -> Iterator[str]:
    contents = body["contents"]
    roles = [content.get("role") for content in contents]
    if roles[:1] != ["user"]:
        yield f"begins with {roles[:1]}"
    if any(_two_turns(one, other) for one, other in itertools.pairwise(contents)) or not set(roles) <= {"user", "model"}:
        yield f"roles that do not alternate: {roles}"
    calls: list[Any] = []
    for content in contents:
        parts = content.get("parts") or []
        if not parts:
            yield "a turn without parts"
        for part in parts:
            yield from _part(part)
        answers = [part["functionResponse"] for part in parts if "functionResponse" in part]
        if sorted(answer["name"] for answer in answers) != sorted(call["name"] for call in calls):
            yield f"answers {[answer['name'] for answer in answers]} to the calls {[call['name'] for call in calls]}"
        if not {answer["id"] for answer in answers if "id" in answer} <= {call.get("id") for call in calls}:
            yield "answers whose ids are not those of the calls"
        calls = [part["functionCall"] for part in parts if "functionCall" in part]
        if calls and content["role"] != "model":
            yield "calls by the user"
    if calls:
        yield "calls at the end without answers"
    for part in (body.get("systemInstruction") or {}).get("parts") or ():
        if not part.get("text"):
            yield f"empty or odd instructions: {part}"
    if THREE.match(model):
        yield from _signed(contents)


def _two_turns(one: Any, other: Any) -> bool:
    """Two of one side; but what a user says may follow what his tools answered."""
    return one.get("role") == other.get("role") and not all("functionResponse" in part for part in one["parts"])


def _part(part: Wire) -> Iterator[str]:
    says = [name for name in SAYS if name in part]
    if len(says) != 1:
        yield f"a part that does not say one thing: {sorted(part)}"
    if part.get("text") == "" and "thoughtSignature" not in part:
        yield "an empty text"
    if "functionResponse" in part and not isinstance(part["functionResponse"].get("response"), dict):
        yield "an answer that is no object"
    if "functionCall" in part and not isinstance(part["functionCall"].get("args", {}), dict):
        yield "arguments that are no object"
    if "inlineData" in part and not ("/" in part["inlineData"].get("mimeType", "") and part["inlineData"].get("data")):
        yield f"data without a type: {part['inlineData'].get('mimeType')}"


def _signed(contents: list[Any]) -> Iterator[str]:
    """Gemini 3 wants the first call of every step since the last words of the user signed."""
    spoken = [
        index for index, content in enumerate(contents) if any("text" in part for part in content["parts"]) and content["role"] == "user"
    ]
    for content in contents[spoken[-1] if spoken else 0 :]:
        first = next((part for part in content["parts"] if "functionCall" in part), None)
        if first is not None and not first.get("thoughtSignature"):
            yield f"an unsigned call of {first['functionCall']['name']}"


def _tools(body: Wire, model: str) -> Iterator[str]:
    tools = body.get("tools") or []
    declared = [each for tool in tools for each in tool.get("functionDeclarations") or ()]
    names = [each["name"] for each in declared]
    if len(names) != len(set(names)) or any(not NAME.fullmatch(name) for name in names):
        yield f"names of tools: {names}"
    own = any(name != "functionDeclarations" for tool in tools for name in tool)
    if declared and own and not THREE.match(model):
        yield f"{model} does not mix functions with tools of its own"
    for each in declared:
        if "parameters" in each and "parametersJsonSchema" in each:
            yield f"two schemas of {each['name']}"
        if "parameters" in each:
            yield from _schema(each["parameters"], each["name"])
    calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
    if calling.get("mode") not in (None, "AUTO", "ANY", "NONE", "VALIDATED"):
        yield f"mode {calling['mode']}"
    if calling.get("allowedFunctionNames"):
        if calling.get("mode") not in ("ANY", "VALIDATED"):
            yield f"allowed names with mode {calling.get('mode')}"
        if not set(calling["allowedFunctionNames"]) <= set(names):
            yield f"allowed names {calling['allowedFunctionNames']} of {names}"
    if calling.get("mode") == "ANY" and not declared:
        yield "a forced call without functions"


def _schema(schema: Any, where: str) -> Iterator[str]:
    """In OpenAPI's way: what the SDK's type of it cannot know."""
    if not isinstance(schema, dict):
        yield f"{where}: no schema: {schema}"
        return
    kind = schema.get("type")
    if isinstance(kind, list) or ("properties" in schema and str(kind).upper() != "OBJECT"):
        yield f"{where}: type {kind}"
    if "enum" in schema and (str(kind).upper() != "STRING" or not all(isinstance(one, str) and one for one in schema["enum"])):
        yield f"{where}: an enum of {kind}: {schema['enum']}"
    if str(kind).upper() == "ARRAY" and not schema.get("items"):
        yield f"{where}: an array of nothing"
    if missing := set(schema.get("required") or ()) - set(schema.get("properties") or ()):
        yield f"{where}: required but not there: {missing}"
    for name, inner in (schema.get("properties") or {}).items():
        yield from _schema(inner, f"{where}.{name}")
    for inner in (*([schema["items"]] if schema.get("items") else ()), *(schema.get("anyOf") or ())):
        yield from _schema(inner, f"{where}[]")


def _config(body: Wire, model: str) -> Iterator[str]:
    config = body.get("generationConfig") or {}
    if len(config.get("stopSequences") or ()) > MOST_STOPS:
        yield f"{len(config['stopSequences'])} stop sequences"
    schema = config.get("responseSchema") or config.get("responseJsonSchema")
    if schema is not None and config.get("responseMimeType") not in ("application/json", "text/x.enum"):
        yield "a schema without the type of what fits it"
    if "responseSchema" in config:
        yield from _schema(config["responseSchema"], "responseSchema")
        if "responseJsonSchema" in config:
            yield "two schemas"
    if config.get("responseMimeType") == "application/json" and body.get("tools") and not THREE.match(model):
        yield f"{model} gives JSON or calls functions, not both"
    if "logprobs" in config and config.get("responseLogprobs") is not True:
        yield "logprobs of alternatives without logprobs"
    if THREE.match(model) and ("frequencyPenalty" in config or "presencePenalty" in config):
        yield f"{model} knows no penalties"
    yield from _thinking(config.get("thinkingConfig") or {}, model)


def _thinking(thinking: Wire, model: str) -> Iterator[str]:
    budget, level = thinking.get("thinkingBudget"), thinking.get("thinkingLevel")
    if budget is not None and level is not None:
        yield "a budget and a level"
    if thinking and model.startswith(("gemini-2.0", "gemini-1")):
        yield f"{model} cannot think"
    if level is not None and not THREE.match(model):
        yield f"{model} knows no level"
    if budget is not None and budget >= 0:
        least, most = BUDGETS.get(_longest(model), (0, 10**9))
        if budget > 0 and not least <= budget <= most:
            yield f"a budget of {budget} for {model}"
        if budget == 0 and model.startswith(CANNOT_BUT_THINK):
            yield f"{model} cannot but think"


def _longest(model: str) -> str:
    return max((name for name in BUDGETS if model.startswith(name)), key=len, default="")
