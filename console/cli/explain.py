"""`modelbridge explain wires`: what becomes of a request between the wire of its caller and the wire of its provider."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches

from config.wires import fates, wire_of, wires

TWO = """\
modelbridge: explain wires takes the caller's format and the provider's, or nothing for every pair; it was given {count}
  for example: modelbridge explain wires openai_chat anthropic
  there are {known}
"""


def explain(names: Sequence[str]) -> int:
    """Print it for a pair, or for every pair. The exit code: 2 where there is no such wire."""
    known = wires()
    for name in names:
        if wire_of(name) is None:
            near = [one for one in known if name and name in one] or get_close_matches(name, known, 1)
            told = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
            sys.stderr.write(f"modelbridge: there is no wire called {name}: {told}\n")
            return 2
    if len(names) not in (0, 2):
        sys.stderr.write(TWO.format(count=len(names), known=", ".join(known)))
        return 2
    pairs = [(wire_of(names[0]) or "", wire_of(names[1]) or "")] if names else [(a, b) for a in known for b in known if a != b]
    sys.stdout.write("\n".join(_pair(one, other) for one, other in pairs))
    return 0


def _pair(one: str, other: str) -> str:
    if one == other:
        return f"{one} to {other}: the request passes as it is\n"
    rows = [(fate, feature.name, feature.says) for feature, fate in fates(one, other)]
    width = max(len(name) for _, name, _ in rows)
    return f"{one} to {other}\n" + "".join(f"  {fate}  {name:{width}}  {says}\n" for fate, name, says in rows)
