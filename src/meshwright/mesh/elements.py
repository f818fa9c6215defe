"""Elements of service levels: `<object>.<field>`, `<object>`, or only the field in a contract with one object.

This module does not check whether the field exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.facts.fields import ObjectFact


def objects_of(elements: Iterable[str], objects: tuple[ObjectFact, ...]) -> tuple[int, ...]:
    """Return the positions of the objects that elements name by their name or physical name; unknown names are ignored."""
    stated = tuple(elements)
    if stated and len(objects) == 1:
        return (0,)
    return tuple(
        at
        for at, each in enumerate(objects)
        if any(
            _is_of(element, name) for element in stated for name in (each.name, each.physical_name) if name
        )
    )


def _is_of(element: str, name: str) -> bool:
    return element == name or element.startswith(f"{name}.")
