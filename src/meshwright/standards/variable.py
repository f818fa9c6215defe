"""Variables in values, `${NAME}` and Jinja's `{{ name }}`, which are substituted outside the document."""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"\$\{([^{}:]*)(:-?[^{}]*)?\}")
_JINJA = re.compile(r"\{\{([^{}]*)\}\}|\{%([^{}]*)%\}")


def unresolved(text: object) -> tuple[str, ...]:
    """Return the names of the variables in a string that have no default (`${NAME:-default}` has one)."""
    if not isinstance(text, str) or "{" not in text:
        return ()
    named = tuple(found[1] for found in _VARIABLE.finditer(text) if not found[2])
    filled = ((found[1] or found[2] or "").strip() for found in _JINJA.finditer(text))
    return (*named, *(each for each in filled if "default" not in each))


def has_variable(text: object) -> bool:
    """Return whether a string contains a variable, so that its final text is unknown."""
    return (
        isinstance(text, str)
        and "{" in text
        and (_VARIABLE.search(text) is not None or _JINJA.search(text) is not None)
    )
