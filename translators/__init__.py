"""Wires at the walls: one folder a wire, one row a near-wire. Pure: no I/O, no clock, no randomness, no async."""

from importlib import import_module
from pkgutil import iter_modules

from translators.translator import Translator


def _found() -> dict[str, Translator]:
    """Every module here that has a TRANSLATOR, by its name: to add a wire is to add a file."""
    modules = {row.name: import_module(f"{__name__}.{row.name}") for row in iter_modules(__path__)}
    return {name: module.TRANSLATOR for name, module in sorted(modules.items()) if hasattr(module, "TRANSLATOR")}


TRANSLATORS: dict[str, Translator] = _found()
