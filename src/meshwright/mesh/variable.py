"""Variables in values: `${NAME}`, which something else than the contract will fill in."""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"\$\{([^{}:]*)(:-?[^{}]*)?\}")


def unresolved(text: object) -> tuple[str, ...]:
    """Give the names of the variables in a text that have no default (`${NAME:-default}` has one)."""
    if not isinstance(text, str) or "${" not in text:
        return ()
    return tuple(found[1] for found in _VARIABLE.finditer(text) if not found[2])


def has_variable(text: object) -> bool:
    """Say whether what a text will be is not said in the file."""
    return isinstance(text, str) and _VARIABLE.search(text) is not None
