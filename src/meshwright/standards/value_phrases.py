"""Descriptions of values and types, for messages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from meshwright.standards.block import title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.standards.shape import Shape

_LONGEST = 40


def plural(words: str) -> str:
    """Return the plural: `a schema property` becomes `schema properties`."""
    noun = words.split(" ", 1)[-1] if words.startswith(("a ", "an ", "the ")) else words
    head, separator, rest = noun.partition(" of ")
    if head.endswith("y") and not head.endswith(("ay", "ey", "oy")):
        head = head[:-1] + "ie"
    elif head.endswith(("ch", "s", "x")):
        head += "e"
    return f"{head}s{separator}{rest}"


def text(value: object, written: str | None = None) -> str:
    """Return a scalar's shortened text, or a description of any other value. `written` is its text in the file."""
    if isinstance(value, str):
        line = " ".join(value.split())
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return written or found(value)


def found(value: object, written: str | None = None) -> str:
    """Describe a value: `the number 1.0`, `a mapping`, `nothing`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {written or _number(value)}"
    if isinstance(value, str):
        is_short = len(value) <= _LONGEST and value.isprintable() and "`" not in value
        return f"the string `{value}`" if value and is_short else "a string" if value else "an empty string"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return "a mapping" if isinstance(value, dict) else "something else"


def count(items: Sequence[object]) -> str:
    """Describe the length of a list: `an empty list`, `1 item`."""
    return f"{len(items)} item{'' if len(items) == 1 else 's'}" if items else "an empty list"


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_LONGEST else f"of {value.bit_length()} bits"
    if math.isnan(value):
        return ".nan"
    return repr(value) if math.isfinite(value) else f"{'-' if value < 0 else ''}.inf"


def of_list(shape: Shape) -> str:
    """Describe a list by its items: `a list of output ports`, `a list of strings`."""
    item = shape.item
    block = item.block({}) if item else None
    if item is None or (block is None and item.kind is object):
        return "a list"
    if block is not None:
        form = getattr(block, "form", None)
        return f"a list of {plural(title(form.block if form else block))}"
    names = {str: "strings", int: "whole numbers", float: "numbers"}
    return f"a list of {names[item.kind]}" if item.kind in names else "a list"
