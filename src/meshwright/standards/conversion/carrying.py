"""The keys in a source that a conversion uses, and notes on the others.

A key without an equivalent in the target becomes a custom property; if that is impossible, it is noted as lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from meshwright.source.limits import DEPTH, NODES, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.source.place import Path

Custom = dict[str, Any]
"""A custom property: its name and its value."""
_CREDENTIALS = frozenset({"password", "token", "secret", "accesskey", "secretkey", "apikey"})


@dataclass(frozen=True, slots=True)
class Note:
    """A difference between the result and the source."""

    path: Path
    """The location in the source."""
    words: str
    is_lost: bool
    """Whether the result lacks this part of the source; if not, the result represents it differently."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document in ODCS 3.2, and notes to review."""

    standard: str
    """The name and version of the source's standard."""
    document: dict[str, Any]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class Notes:
    """The notes on a conversion, in the order of the source, and the number of values created."""

    written: Callable[[Path], str | None]
    """Returns the text of a scalar in the source (`1.10` for the value 1.1); None if it is not in the source.
    """
    found: list[Note] = field(default_factory=list)
    made: int = 0
    """The number of values in the result; references can multiply the values of a small source."""

    def lost(self, path: Path, words: str) -> None:
        """Note a part of the source that the result lacks."""
        self.found.append(Note(path, words, is_lost=True))

    def changed(self, path: Path, words: str) -> None:
        """Note a part of the source that the result represents differently."""
        self.found.append(Note(path, words, is_lost=False))

    def count(self, path: Path) -> None:
        """Count a new value; raises TooLargeError if there are too many values, or if they are nested too deeply."""
        self.made += 1
        if self.made > NODES // 10:
            raise TooLargeError("values", NODES // 10)
        if len(path) > DEPTH:
            raise TooLargeError("depth", DEPTH)


class Source:
    """A mapping in the source; each key is taken once, and the remaining keys are handled at the end."""

    def __init__(self, value: Mapping[str, Any], path: Path, notes: Notes) -> None:
        notes.count(path)
        self.value = value
        self.path = path
        self.notes = notes
        self.taken: set[str] = set()

    def take(self, key: str) -> Any:  # noqa: ANN401 - a value of the source
        """Return the value of a key unchanged; None if the key is absent."""
        self.taken.add(key)
        return self.value.get(key)

    def first(self, *keys: str) -> Any:  # noqa: ANN401 - a value of the source
        """Return the first value of several keys with the same meaning."""
        return next((value for key in keys if (value := self.take(key)) is not None), None)

    def text(self, *keys: str) -> Any:  # noqa: ANN401 - what is not a scalar stays what it is
        """Return the value of the first key that has one; a number is returned as its text in the source."""
        for key in keys:
            value = self.take(key)
            if isinstance(value, bool | int | float):
                return self.notes.written((*self.path, key)) or str(value)
            if value is not None:
                return value
        return None

    def mapping(self, key: str) -> Source:
        """Return the mapping under a key; empty if the key is absent."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self.notes.lost((*self.path, key), f"`{key}` is not a mapping")
        return Source(value if isinstance(value, dict) else {}, (*self.path, key), self.notes)

    def mappings(self, key: str) -> Iterator[Source]:
        """Yield the mappings in the list under a key."""
        value = self.take(key)
        if value is not None and not isinstance(value, list):
            self.notes.lost((*self.path, key), f"`{key}` is not a list")
            return
        for number, each in enumerate(value or ()):
            path = (*self.path, key, number)
            if isinstance(each, dict):
                yield Source(each, path, self.notes)
            elif each is not None:
                self.notes.lost(path, f"an item of `{key}` is not a mapping")

    def entries(self, key: str) -> Iterator[tuple[str, Source]]:
        """Yield the names in the mapping under a key, each with its mapping, which is empty for a name without content."""
        inner = self.mapping(key)
        for name, each in inner.value.items():
            path = (*inner.path, name)
            if each is not None and not isinstance(each, dict):
                self.notes.lost(path, f"`{name}` is not a mapping")
            else:
                yield name, Source(each or {}, path, self.notes)

    def given(self, *keys: str) -> dict[str, Any]:
        """Return the given keys with their values; both standards have these keys."""
        return {key: self.take(key) for key in keys if self.value.get(key) is not None}

    def links(self, key: str) -> list[dict[str, Any]]:
        """Return the links under a key as authoritative definitions whose types are the links' names."""
        inner = self.mapping(key)
        return [{"type": name, "url": url} for name, url in inner.value.items() if url is not None]

    def rest(self, *, name: str = "{}") -> list[Custom]:
        """Return all remaining keys as custom properties, and note each."""
        found = []
        for key, value in self.value.items():
            if key in self.taken or value is None:
                continue
            self.taken.add(key)
            path = (*self.path, key)
            if key.casefold().replace("_", "") in _CREDENTIALS and "${" not in str(value):
                self.notes.lost(path, f"`{key}` is a credential; keep it in a secret store")
                continue
            label = name.format(key)
            self.notes.changed(path, f"`{key}` became custom property `{label}`")
            found.append({"property": label, "value": value})
        return found

    def lose_rest(self) -> None:
        """Note all remaining keys as lost."""
        for key, value in self.value.items():
            if key not in self.taken and value is not None:
                self.notes.lost((*self.path, key), f"`{key}`, for which ODCS has no key here")


def stated(**parts: Any) -> dict[str, Any]:  # noqa: ANN401 - values of documents
    """Return the nonempty values; the trailing `_` of a keyword argument is not part of the key."""
    return {
        key.rstrip("_"): value
        for key, value in parts.items()
        if value is not None and not (isinstance(value, str | list | dict) and not value)
    }


def custom_properties(*lists: list[Custom]) -> list[Custom]:
    """Join custom properties; if two have the same name, the second gets a number."""
    found: dict[str, Custom] = {}
    for each in (each for some in lists for each in some):
        name, number = each["property"], 2
        while name in found and found[name]["value"] != each["value"]:
            name, number = f"{each['property']}{number}", number + 1
        found[name] = {**each, "property": name}
    return list(found.values())


def own_custom(source: Source) -> list[Custom]:
    """Return the existing custom properties of a source; malformed ones are left for `rest`."""
    given = source.value.get("customProperties")
    if not isinstance(given, list) or not all(map(_is_custom, given)):
        return []
    source.taken.add("customProperties")
    return given


def _is_custom(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("property"), str) and "value" in value
