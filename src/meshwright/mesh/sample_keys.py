"""Lookup of the keys of a row by field names, regardless of case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Keys:
    """The keys of a row or an object, for lookup regardless of case."""

    def __init__(self, present: Iterable[str]) -> None:
        self.present = present if isinstance(present, dict) else dict.fromkeys(present)
        self.folded: dict[str, str] | None = None

    def find(self, names: tuple[str, ...]) -> str | None:
        """Find the key of a field with these names."""
        for name in names:
            if name in self.present:
                return name
        if self.folded is None:
            self.folded = {name.casefold(): name for name in self.present}
        folded = self.folded
        return next((folded[name.casefold()] for name in names if name.casefold() in folded), None)
