"""The modelbridge command: what it can be asked, and which file answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from config import VERSION
from console.cli import usage_options, values
from console.cli.built import Parts

OK, WRONG, INTERRUPTED = 0, 2, 130

EPILOG = """\
environment: MODELBRIDGE_CONFIG, MODELBRIDGE_HOST, MODELBRIDGE_PORT and MODELBRIDGE_LOG_LEVEL mean the same as
the options of serve; an option wins. Provider keys are read from OPENAI_API_KEY, ANTHROPIC_API_KEY and so on.
exit codes: 0 well, 1 could not run, 2 the command line or gateway.toml is wrong.
"""


EXPLAINED = """\
formats:  openai_chat (/v1/chat/completions), openai_responses (/v1/responses), anthropic (/v1/messages),
          gemini (/v1beta/models/M:generateContent); the name of any other `wire` of a provider means the one that it is near to

carried   it means the same there
adapted   it is said in another way, which may mean a little less
dropped   the other format has no place for it: named in x-modelbridge-dropped, or refused (on_unsupported)

examples: modelbridge explain wires openai_chat anthropic    what OpenAI's callers can ask Claude
          modelbridge explain wires gemini openai_responses
          modelbridge explain wires                          every pair
"""


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    top = argparse.ArgumentParser(
        prog="modelbridge",
        description="An OpenAI-compatible gateway to every provider.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"modelbridge {VERSION}", help="print the version")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, (what, more, add) in COMMANDS.items():
        add(commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}. {more}".strip(), allow_abbrev=False))
    return top


def run(arguments: Sequence[str], environment: Mapping[str, str], parts: Parts) -> int:
    """Do what the command line asks. The exit code. `parts` are what only gateway.py knows how to make."""
    top = parser()
    asked = top.parse_args(arguments)
    try:
        match asked.command:
            case "serve":
                return _serve(asked, environment, parts)
            case "check":
                return _check(asked, environment)
            case "explain":
                return _explain(asked)
            case "costs":
                return _costs(asked, environment)
            case "ledger":
                return _ledger(asked, environment)
            case "usage":
                return _usage(asked, environment)
            case "mock":
                return _mock(asked, parts)
            case "version":
                sys.stdout.write(f"modelbridge {VERSION}\n")
                return OK
            case "help":
                top.parse_args([*filter(None, [asked.about]), "--help"])
    except values.BadEnvironment as error:
        sys.stderr.write(f"modelbridge: {error}\n")
        return WRONG
    except KeyboardInterrupt:  # before there was anything to be stopped in good order
        return INTERRUPTED
    top.print_help(sys.stderr)
    return WRONG


def _serve(asked: argparse.Namespace, environment: Mapping[str, str], parts: Parts) -> int:
    from console.cli.serve import serve  # noqa: PLC0415  each command loads only what it needs

    return serve(
        values.given(asked.config, environment, "MODELBRIDGE_CONFIG", values.path),
        environment,
        parts.build,
        host=values.given(asked.host, environment, "MODELBRIDGE_HOST", values.host),
        port=values.given(asked.port, environment, "MODELBRIDGE_PORT", values.port),
        level=values.given(asked.log_level, environment, "MODELBRIDGE_LOG_LEVEL", values.level),
    )


def _check(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from console.cli.check import check  # noqa: PLC0415  the same

    config = values.given(asked.config, environment, "MODELBRIDGE_CONFIG", values.path)
    colour = sys.stdout.isatty() and not environment.get("NO_COLOR") if asked.color == "auto" else asked.color == "always"
    return check(config, environment, colour=colour)


def _explain(asked: argparse.Namespace) -> int:
    if asked.about is None:
        asked.told.print_help(sys.stderr)
        return WRONG
    from console.cli.explain import explain  # noqa: PLC0415  the same

    return explain(asked.names)


def _costs(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from console.cli.costs import Asked, costs  # noqa: PLC0415  the same

    config = values.given(asked.config, environment, "MODELBRIDGE_CONFIG", values.path)
    return costs(Asked(since=asked.since, until=asked.until, model=asked.model, dry=asked.dry_run), config, environment)


def _ledger(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from console.cli.ledger import Asked, ledger  # noqa: PLC0415  the same

    config = values.given(asked.config, environment, "MODELBRIDGE_CONFIG", values.path)
    return ledger(Asked(what=asked.about, since=asked.since, json=asked.json), config, environment)


def _usage(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from console.cli.usage import usage  # noqa: PLC0415  the same

    config = values.given(asked.config, environment, "MODELBRIDGE_CONFIG", values.path)
    return usage(asked.what, usage_options.said(asked), "json" if asked.json else "csv" if asked.csv else "table", config, environment)


def _mock(asked: argparse.Namespace, parts: Parts) -> int:
    from console.cli.mock import mock  # noqa: PLC0415  the same

    return mock(parts.serve_mock, asked.host, asked.port, key=asked.key, latency=asked.latency, rate=asked.rate, faults=asked.faults)


def _add_config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", type=values.path, metavar="FILE", help="the configuration (default: gateway.toml here, if there is one)"
    )


def _add_serve(command: argparse.ArgumentParser) -> None:
    _add_config(command)
    levels = ", ".join(values.LEVELS)
    add = command.add_argument
    add("--host", type=values.host, metavar="ADDRESS", help="where to listen; wins over [server] host")
    add("--port", type=values.port, metavar="NUMBER", help="the port to listen on, 0 for any free one; wins over [server] port")
    add("--log-level", type=values.level, metavar="LEVEL", help=f"the least that is logged: {levels}; wins over [log] level")


def _add_check(command: argparse.ArgumentParser) -> None:
    _add_config(command)
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (default: on a terminal only)")


def _add_explain(command: argparse.ArgumentParser) -> None:
    command.usage = "modelbridge explain [-h] wires [FROM TO]"
    command.epilog, command.formatter_class = EXPLAINED, argparse.RawDescriptionHelpFormatter
    command.set_defaults(told=command)  # where nothing is named, this says what there is
    add = command.add_argument
    add("about", metavar="wires", choices=("wires",), nargs="?", help="what is to be explained: the formats callers and providers speak")
    add("names", metavar="FROM TO", nargs="*", help="the format of the caller, and that of the provider (default: every pair)")


def _add_costs(command: argparse.ArgumentParser) -> None:
    command.usage = "modelbridge costs recompute --since TIME [--until TIME] [--model PATTERN] [--dry-run] [--config FILE]"
    _add_config(command)
    add = command.add_argument
    add("about", metavar="recompute", choices=("recompute",), help="what is to be done: reckon entries anew")
    add("--since", required=True, metavar="TIME", help="from when on, such as 2026-11-01, 2026-11-01T12:00:00Z or 7d (ago)")
    add("--until", metavar="TIME", help="up to when, not included (default: now)")
    add("--model", default="*", metavar="PATTERN", help="only models of this name, such as openai/* or gpt-4o* (default: all)")
    add("--dry-run", action="store_true", help="only show what would differ")


def _add_ledger(command: argparse.ArgumentParser) -> None:
    command.usage = "modelbridge ledger verify [--since TIME] [--json] [--config FILE]\n       modelbridge ledger ship [--config FILE]"
    _add_config(command)
    add = command.add_argument
    add(
        "about",
        choices=("verify", "ship"),
        metavar="verify|ship",
        help="verify: say where they do not agree; ship: book what a gateway that is down has left",
    )
    add("--since", metavar="TIME", help="of verify: from when on, such as 2026-11-01 or 7d (ago) (default: everything)")
    add("--json", action="store_true", help="of verify: as JSON")


def _add_usage(command: argparse.ArgumentParser) -> None:
    _add_config(command)
    usage_options.add_usage(command)


def _add_mock(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--host", type=values.host, default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)")
    add("--port", type=values.port, default=9100, metavar="NUMBER", help="the port to listen on, 0 for any free one (default: 9100)")
    add("--key", default=None, help="answer only to this bearer key (default: to any)")
    add("--latency", type=values.amount, default=0.0, metavar="SECONDS", help="wait so long before every answer (default: 0)")
    add("--rate", type=values.amount, default=0.0, metavar="TOKENS", help="answer at so many tokens a second (default: 0, at once)")
    add("--faults", default="", metavar="LIST", help="faults to commit, one request after another, e.g. status-503,cut=20,none")


def _add_help(command: argparse.ArgumentParser) -> None:
    command.add_argument("about", metavar="COMMAND", nargs="?", choices=tuple(COMMANDS), help="the command to be told about")


def _add_nothing(_: argparse.ArgumentParser) -> None:
    """It takes no options."""


COMMANDS = {
    "serve": ("run the gateway", "SIGTERM or Ctrl-C stop it in good order, SIGHUP makes it look at gateway.toml.", _add_serve),
    "check": (
        "read gateway.toml as the gateway would, and say what comes of it",
        "Providers on and off and why, routes, keys (never secrets), warnings; or every fault, with its line.",
        _add_check,
    ),
    "explain": (
        "say what becomes of a request between two formats",
        "Field by field: carried, adapted or dropped. See docs/wires.md.",
        _add_explain,
    ),
    "costs": (
        "reckon what calls cost anew, by today's prices",
        "What differs is shown first, and booked as corrections: entries stay as they are. See docs/costs.md.",
        _add_costs,
    ),
    "ledger": (
        "say whether journal, entries and rollups agree, or ship what is left in journals",
        "Both change nothing that a running gateway needs. See docs/shipping.md.",
        _add_ledger,
    ),
    "usage": (
        "say what was used and what it cost",
        "In all, by model, key, organization …, over time, or entry by entry; from the database of gateway.toml. See docs/usage.md.",
        _add_usage,
    ),
    "mock": (
        "run the mock provider by itself, for tests",
        "It needs no key and costs nothing: for first steps and for your own tests. See docs/mock.md.",
        _add_mock,
    ),
    "version": ("print the version", "", _add_nothing),
    "help": ("print this help, or that of a command", "", _add_help),
}
