"""Translation of a schema property's keys from other formats to ODCS.

A translation is safe if the meaning is certainly the same; otherwise, it is a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Delete, Fix, Replace
from meshwright.quantities.physical import family
from meshwright.records import dataclass
from meshwright.source.place import Part

if TYPE_CHECKING:
    from meshwright.source.problem import UnknownKey

REFERENCE = "$ref"
"""The key of a JSON Schema reference; the target of the reference may have the keys that are missing here."""
_OF_PROPERTY = frozenset({"logicalType", "physicalType", "required", "unique"})
"""Keys that together identify a mapping as a schema property."""
_LOGICAL = frozenset({"string", "date", "number", "integer", "object", "array", "boolean"})
"""The logical types in all versions; `timestamp` is also a physical type, and in 3.0 only a physical type."""
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
    """The standard's key, with the new value if the value also changes."""

    key: str
    value: str = ""
    """The new value; empty if it does not change."""
    is_safe: bool = True

    @property
    def text(self) -> str:
        """The YAML text: `required: true`."""
        return f"{self.key}: {self.value}" if self.value else self.key


def rewording(problem: UnknownKey) -> Rewording | None:
    """Return the standard's equivalent of a key; None if unknown."""
    word = _plain(problem.key)
    known = frozenset(problem.known)
    if known >= _OF_PROPERTY:
        found = _of_property(word, problem.value, is_physical_stated="physicalType" in problem.beside)
        if found is not None and found.key in known:
            return found
    if word in _PARTS and "properties" in known and problem.value is None:
        return Rewording("properties", is_safe=False)
    same = next((key for key in problem.known if _plain(key) == word), None)
    return Rewording(same) if same is not None else None


def meant_key(problem: UnknownKey) -> str | None:
    """Return the key that the author meant by an unknown key; it is not also reported as missing."""
    meant = rewording(problem)
    return meant.key if meant is not None else problem.near


def fix_of(problem: UnknownKey, meant: Rewording) -> Fix:
    """Return the edit that writes the intended key, or that removes the wrong key if the intended key exists already."""
    at = At(problem.path, Part.KEY)
    if meant.key in problem.beside:
        return Fix((Delete(At(problem.path)),), safe=False, title=f"remove it; `{meant.key}` is declared")
    if not meant.value:
        return Fix((Replace(at, meant.key),), meant.is_safe, f"rename it to `{meant.key}`")
    edits = (Replace(at, meant.key), Replace(At(problem.path), meant.value))
    return Fix(edits, meant.is_safe, f"replace with `{meant.text}`")


def _of_property(word: str, value: str | bool | None, *, is_physical_stated: bool) -> Rewording | None:
    if isinstance(value, bool):
        if word in _OPPOSITES:
            return Rewording("required", "false" if value else "true")
        return Rewording(_SAME[word]) if word in _SAME else None
    if isinstance(value, str) and word in _TYPES:
        if value in _LOGICAL:
            return Rewording("logicalType", is_safe=is_physical_stated)
        return Rewording("physicalType", is_safe=False) if family(value) is not None else None
    return None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "")
