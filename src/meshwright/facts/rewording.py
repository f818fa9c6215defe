"""What keys that other formats have at a schema property mean in ODCS, and how to write it there.

Safe where it means the same and nothing else; a guess where the key alone does not settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Delete, Fix, Replace
from meshwright.quantities.physical import family
from meshwright.source.place import Part

if TYPE_CHECKING:
    from meshwright.source.problem import UnknownKey

REFERENCE = "$ref"
"""Another language's: what it stands for would have the keys that are missing beside it."""
_OF_PROPERTY = frozenset({"logicalType", "physicalType", "required", "unique"})
"""Keys that together only a schema property has."""
_LOGICAL = frozenset({"string", "date", "number", "integer", "object", "array", "boolean"})
"""The logical types that all versions have; a `timestamp` is a physical type as well, and in 3.0 nothing else."""
_OPPOSITES = frozenset({"nullable", "isnullable", "optional", "isoptional"})
_SAME = {
    "isrequired": "required",
    "mandatory": "required",
    "notnull": "required",
    "isunique": "unique",
    "isprimarykey": "primaryKey",
    "isprimary": "primaryKey",
    "pk": "primaryKey",
}
_TYPES = frozenset({"type", "datatype", "columntype"})
_PARTS = frozenset({"columns", "fields"})


@dataclass(frozen=True, slots=True)
class Rewording:
    """A key of the standard, with its value where that changes."""

    key: str
    value: str = ""
    """Empty where it stays."""
    is_safe: bool = True

    @property
    def text(self) -> str:
        """The way it is written: `required: true`."""
        return f"{self.key}: {self.value}" if self.value else self.key


def rewording(problem: UnknownKey) -> Rewording | None:
    """Return what a key means by another name; None where that is not known."""
    word = _plain(problem.key)
    known = frozenset(problem.known)
    if known >= _OF_PROPERTY:
        found = _of_property(word, problem.value)
        if found is not None and found.key in known:
            return found
    if word in _PARTS and "properties" in known and problem.value is None:
        return Rewording("properties", is_safe=False)
    same = next((key for key in problem.known if _plain(key) == word), None)
    return Rewording(same) if same is not None else None


def meant_key(problem: UnknownKey) -> str | None:
    """Return the key that is probably meant, so that no rule says that it is missing."""
    meant = rewording(problem)
    return meant.key if meant is not None else problem.near


def fix_of(problem: UnknownKey, meant: Rewording) -> Fix:
    """Return the edit that writes what is meant; where that is stated already, the one that removes the key."""
    at = At(problem.path, Part.KEY)
    if meant.key in problem.beside:
        return Fix((Delete(At(problem.path)),), safe=False, title=f"remove it; `{meant.key}` is stated")
    if not meant.value:
        return Fix((Replace(at, meant.key),), meant.is_safe, f"rename it to `{meant.key}`")
    edits = (Replace(at, meant.key), Replace(At(problem.path), meant.value))
    return Fix(edits, meant.is_safe, f"write `{meant.text}`")


def _of_property(word: str, value: str | bool | None) -> Rewording | None:
    if isinstance(value, bool):
        if word in _OPPOSITES:
            return Rewording("required", "false" if value else "true")
        return Rewording(_SAME[word]) if word in _SAME else None
    if isinstance(value, str) and word in _TYPES:
        if value in _LOGICAL:
            return Rewording("logicalType", is_safe=False)
        return Rewording("physicalType", is_safe=False) if family(value) is not None else None
    return None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
