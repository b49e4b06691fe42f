"""The modelbridge command: what it can be asked, and which file answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from config import VERSION
from console.cli.built import Parts

OK, FAILED, WRONG = 0, 1, 2
LEVELS = ("debug", "info", "warning", "error")

EPILOG = """\
environment: MODELBRIDGE_CONFIG, MODELBRIDGE_HOST, MODELBRIDGE_PORT and MODELBRIDGE_LOG_LEVEL mean the same as
the options; an option wins. Provider keys are read from OPENAI_API_KEY, ANTHROPIC_API_KEY and so on.
exit codes: 0 well, 1 could not run, 2 the command line or gateway.toml is wrong.
"""


def parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """The command line, with defaults from the environment."""
    top = argparse.ArgumentParser(
        prog="modelbridge",
        description="An OpenAI-compatible gateway to every provider.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    config = argparse.ArgumentParser(add_help=False)
    config.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        default=_path(environment.get("MODELBRIDGE_CONFIG")),
        help="the configuration (default: gateway.toml here, if there is one)",
    )
    serve = commands.add_parser("serve", parents=[config], help="run the gateway", description="Run the gateway.")
    serve.add_argument("--host", default=environment.get("MODELBRIDGE_HOST"), help="the address to listen on; wins over [server] host")
    serve.add_argument(
        "--port",
        type=_port,
        default=environment.get("MODELBRIDGE_PORT"),
        help="the port to listen on, 0 for any free one; wins over [server] port",
    )
    serve.add_argument(
        "--log-level",
        type=_level,
        default=environment.get("MODELBRIDGE_LOG_LEVEL"),
        metavar="LEVEL",
        help="debug, info, warning or error; wins over [log] level",
    )
    check = commands.add_parser(
        "check",
        parents=[config],
        help="read gateway.toml as the gateway would, and say what comes of it",
        description="Read gateway.toml as the gateway would: providers on and off and why, routes, keys (never secrets).",
    )
    check.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour (default: on a terminal only)")
    mock = commands.add_parser(
        "mock",
        help="run the mock provider by itself, for tests",
        description="A provider that needs no key and makes no cost: for first steps and for your own tests. See docs/mock.md.",
    )
    mock.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    mock.add_argument("--port", type=_port, default=9100, help="the port to listen on, 0 for any free one (default: 9100)")
    mock.add_argument("--key", default=None, help="answer only to this bearer key (default: to any)")
    mock.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="wait so long before every answer")
    mock.add_argument("--faults", default="", metavar="LIST", help="faults to commit, e.g. status-503,cut=20: see docs/mock.md")
    commands.add_parser("version", help="print the version")
    commands.add_parser("help", help="print this help")
    return top


def run(arguments: Sequence[str], environment: Mapping[str, str], parts: Parts) -> int:
    """Do what the command line asks. `parts` are what only gateway.py knows how to make."""
    top = parser(environment)
    asked = top.parse_args(arguments)
    match asked.command:
        case "serve":
            from console.cli.serve import serve  # noqa: PLC0415  each command loads only what it needs

            return serve(asked.config, environment, parts.build, host=asked.host, port=asked.port, level=asked.log_level)
        case "check":
            from console.cli.check import check  # noqa: PLC0415

            return check(asked.config, environment, colour=_colour(asked.color, environment))
        case "mock":
            from console.cli.mock import mock  # noqa: PLC0415

            return mock(parts.serve_mock, asked.host, asked.port, key=asked.key, latency=asked.latency, faults=asked.faults)
        case "version":
            sys.stdout.write(f"modelbridge {VERSION}\n")
            return OK
        case _:
            top.print_help()
            return OK if asked.command == "help" else WRONG


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def _level(text: str) -> str:
    if text.lower() not in LEVELS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a level: {', '.join(LEVELS)}")
    return text.lower()


def _colour(choice: str, environment: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not environment.get("NO_COLOR")
