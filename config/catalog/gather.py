"""Writes models.toml from two public lists of prices and abilities.

    python -m config.catalog.gather genai_prices.json prices_and_abilities.json --as-of 2026-11-21

Money comes from the first where it knows the model, limits and abilities from the second; where their prices disagree, a
comment on the line says what the second one has. Models retired before --as-of are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from config.catalog.compact import compact
from config.catalog.matching import matches
from config.catalog.pricing import Priced, from_abilities, from_prices, merged

HERE = Path(__file__).parent
Wire = Mapping[str, Any]


class Source(Struct, frozen=True):
    """Where the two lists keep one provider."""

    prices: tuple[str, ...]  # ids in the list of prices; several for a router, whose models are then "name:part"
    abilities: tuple[str, ...]  # providers in the list of abilities
    prefix: str = ""  # of names there
    both: bool = False  # only what both know: the list of abilities keeps what is gone, and does not say so
    responses: bool = False  # also models that exist only on the Responses wire
    names: str = ""  # a pattern they must have, where the list mixes them with others


SOURCES: Mapping[str, Source] = {
    "openai": Source(("openai",), ("openai",), responses=True),
    "anthropic": Source(("anthropic",), ("anthropic",)),
    "gemini": Source(("google",), ("gemini",), "gemini/"),
    "mistral": Source(("mistral",), ("mistral",), "mistral/"),
    "deepseek": Source(("deepseek",), ("deepseek",), "deepseek/"),
    "cohere": Source(("cohere",), ("cohere_chat",)),
    "xai": Source(("x-ai",), ("xai",), "xai/", responses=True),
    "perplexity": Source(("perplexity",), ("perplexity",), "perplexity/", both=True),
    "zai": Source((), ("zai",), "zai/"),  # the list of prices has only the Chinese site
    "alibaba": Source((), ("dashscope",), "dashscope/"),
    "groq": Source(("groq",), ("groq",), "groq/"),
    "together": Source(("together",), ("together_ai",), "together_ai/"),
    "openrouter": Source(("openrouter",), ()),
    "fireworks": Source(("fireworks",), ("fireworks_ai",), "fireworks_ai/"),
    "cerebras": Source(("cerebras",), ("cerebras",), "cerebras/"),
    # Regions of Azure have prices of their own, under names nobody calls.
    "azure": Source((), ("azure",), "azure/", responses=True, names="[^/]+"),
    "vertex": Source(("google",), ("vertex_ai-language-models", "vertex_ai"), "vertex_ai/", names="gemini-.+"),
    "vertex_anthropic": Source(("anthropic",), ("vertex_ai-anthropic_models",), "vertex_ai/"),
    "cloudflare": Source((), ("cloudflare",), "cloudflare/"),
    "databricks": Source((), ("databricks",), "databricks/"),
    "snowflake": Source((), ("snowflake",), "snowflake/"),
}
# Not models one can chat with by that name: fine-tuning patterns, price classes by size, music, speech.
NOT_CHAT = ("ft:", "together-ai-", "container", "lyria", "-transcribe", "-embedding", "-tts", "realtime", "robotics-er-2-streaming")
ABILITIES: Mapping[str, str] = {
    "supports_function_calling": "tools",
    "supports_parallel_function_calling": "parallel_tools",
    "supports_response_schema": "json_schema",
    "supports_reasoning": "reasoning",
    "supports_vision": "vision",
    "supports_pdf_input": "documents",
    "supports_audio_input": "audio_in",
    "supports_audio_output": "audio_out",
    "supports_video_input": "video_in",
    "supports_web_search": "web_search",
    "supports_prompt_caching": "prompt_caching",
}
FREE = Priced({"input": Decimal(0), "output": Decimal(0)})
# What this project makes itself, and no list knows.
MOCK: Mapping[str, Sequence[str]] = {
    "echo": ("tools", "json_schema", "vision"),
    "json": ("json_schema",),
    "lorem": (),
    "reason": ("reasoning",),
    "refuse": (),
    "slow": (),
    "tools": ("tools", "parallel_tools"),
}


def gather(prices: Sequence[Wire], abilities: Wire, as_of: str) -> str:
    """The text of models.toml."""
    lists = {entry["id"]: entry["models"] for entry in prices}
    lines = [
        "# Models of the providers in providers.toml: limits in tokens, prices in USD per million tokens. Made by gather.py from",
        "# pydantic/genai-prices (money) and BerriAI/litellm (limits, abilities), both MIT; models.json is this file again, compact.",
        '# A row has the form of [models."provider/model"] in gateway.toml; `tiers` are other prices for longer prompts.',
    ]
    for provider, source in SOURCES.items():
        models = [model for id in source.prices for model in lists.get(id, ())]
        lines += ["", f"[{provider}]", *_rows(source, models, abilities, as_of)]
    lines += [
        "",
        "[mock]",
        *(_line(name, {"abilities": sorted(can), "price": {"input": "0", "output": "0"}}) for name, can in MOCK.items()),
    ]
    return "\n".join(lines) + "\n"


def _rows(source: Source, models: Sequence[Wire], abilities: Wire, as_of: str) -> Iterator[str]:
    known = _known(source, abilities) if source.abilities else {model["id"]: {} for model in models}
    for name, facts in sorted(known.items()):
        retires = facts.get("deprecation_date")
        match = next((model for model in models if matches(model["match"], name)), None)
        if any(part in name for part in NOT_CHAT) or (retires and retires < as_of) or (source.both and match is None):
            continue
        first, second = from_prices(match, as_of) if match else None, from_abilities(facts)
        if first is None and name.endswith(":free"):
            first = FREE
        wire = {"wire": "openai_responses"} if source.responses and _only_responses(facts) else {}
        priced = merged(first, second)
        yield _line(name, {**_row(facts, match or {}, priced), **wire}, _disagreement(priced, second))


def _only_responses(facts: Wire) -> bool:
    endpoints = facts.get("supported_endpoints") or ()
    return facts.get("mode") == "responses" or ("/v1/responses" in endpoints and "/v1/chat/completions" not in endpoints)


def _known(source: Source, abilities: Wire) -> dict[str, Wire]:
    """Names without their prefix; a name that stands there with and without it is taken with it."""
    modes = ("chat", "responses") if source.responses else ("chat",)
    mine = {name: facts for name, facts in abilities.items() if facts["provider"] in source.abilities and facts.get("mode") in modes}
    plain = {name: facts for name, facts in mine.items() if not (source.prefix and name.startswith(source.prefix))}
    known = {**plain, **{name.removeprefix(source.prefix): facts for name, facts in mine.items() if name not in plain}}
    return {name: facts for name, facts in known.items() if not source.names or re.fullmatch(source.names, name)}


def _row(facts: Wire, match: Wire, priced: Priced | None) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if context := facts.get("max_input_tokens") or match.get("context_window"):
        row["context"] = int(context)
    if output := facts.get("max_output_tokens"):
        row["max_output"] = int(output)
    if can := [word for flag, word in ABILITIES.items() if facts.get(flag)]:
        row["abilities"] = sorted(can)
    if priced is not None:
        row["price"] = {bucket: _plain(amount) for bucket, amount in priced.buckets.items()}
        if priced.tiers:
            row["tiers"] = [{"above": above, **{b: _plain(amount) for b, amount in buckets.items()}} for above, buckets in priced.tiers]
    if retires := facts.get("deprecation_date"):
        row["retires"] = retires
    return row


def _disagreement(taken: Priced | None, second: Priced | None) -> str:
    if taken is None or second is None:
        return ""
    apart = [bucket for bucket in taken.buckets.keys() & second.buckets.keys() if taken.buckets[bucket] != second.buckets[bucket]]
    return f"  # elsewhere: {', '.join(f'{bucket} {_plain(second.buckets[bucket])}' for bucket in sorted(apart))}" if apart else ""


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _line(name: str, row: Mapping[str, Any], comment: str = "") -> str:
    return f"{json.dumps(name)} = {_toml(row)}{comment}"


def _toml(value: Any, *, bare: bool = False) -> str:
    match value:
        case Mapping():
            prices = "input" in value or "output" in value
            return "{ " + ", ".join(f"{key} = {_toml(inner, bare=prices)}" for key, inner in value.items()) + " }"
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case str():
            return value if bare else json.dumps(value)
    return str(value)


def main(arguments: Sequence[str]) -> None:
    """Read two lists, write two files."""
    parser = argparse.ArgumentParser(prog="python -m config.catalog.gather", description="Write models.toml and models.json.")
    parser.add_argument("prices", type=Path, help="data.json of pydantic/genai-prices")
    parser.add_argument("abilities", type=Path, help="model_prices_and_context_window.json of BerriAI/litellm, with a `provider` each")
    parser.add_argument("--as-of", required=True, help="the day for which prices hold, as 2026-11-21")
    options = parser.parse_args(arguments)
    prices, abilities = (json.loads(path.read_bytes(), parse_float=Decimal) for path in (options.prices, options.abilities))
    text = gather(prices, abilities, options.as_of)
    (HERE / "models.toml").write_text(text)
    (HERE / "models.json").write_bytes(compact(text))


if __name__ == "__main__":
    main(sys.argv[1:])
