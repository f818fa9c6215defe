"""Documents in which every key has a value, and the same with one key changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from meshwright.catalog.documents.entity import EntitySummary
from meshwright.catalog.documents.mesh import CommitChanges, Unreadable
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.register import Domain, Summary
from meshwright.catalog.documents.subject import Subject


class Filler:
    """A generator of values of any type of a document; no two texts or numbers are equal."""

    def __init__(self, exact: Mapping[str, Any]) -> None:
        self._numbers = count(100)
        self._exact = exact
        """Required values of some keys, by class and key, without which they are not shown."""

    def make(self, hint: Any, name: str = "") -> Any:
        """Return a value of a type; for several types, a nonempty one."""
        if name in self._exact:
            return self._exact[name]
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.make(arguments[0], name)
        if origin in (Union, UnionType):
            return self.make(next(each for each in arguments if each is not NoneType), name)
        if origin is tuple:
            kinds = arguments[:1] if arguments[-1] is Ellipsis else arguments
            return tuple(self.make(each) for each in kinds)
        if origin is Literal:
            return arguments[0]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {f"key{next(self._numbers)}": self.make(arguments[1])}
        return self._plain(hint)

    def _plain(self, hint: Any) -> Any:
        number = next(self._numbers)
        if hint is Named:
            address = f"d{number}/p{number}/o@1/t/c"
            return Named(address, f"title{number}", f"products/d{number}/p{number}")
        if is_dataclass(hint):
            return self.document(hint)
        if hint is bool:
            return True
        if hint in (int, float):
            return hint(number)
        if hint in (date, datetime):
            start = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(days=number)
            return start if hint is datetime else start.date()
        return f"word{number}"

    def document(self, kind: type) -> Any:
        """Return a document, or a part of one, with all its keys."""
        hints = get_type_hints(kind, include_extras=True)
        return kind(
            **{
                each.name: self.make(hints[each.name], f"{kind.__name__}.{each.name}")
                for each in fields(kind)
                if hints[each.name] != tuple[kind, ...]
            }
        )


OWN = {
    Summary: "address",
    Domain: "name",
    CommitChanges: "subject",
    EntitySummary: "name",
    Unreadable: "file",
    Subject: "title",
}
"""Parts with their own document, in which their keys are tested, and the key by which others name them."""


def changed(value: Any, path: str, own: Mapping[type, str]) -> Iterator[tuple[str, Any]]:
    """Yield a document once for each key in it, with the value of that key changed; one key for `own` parts."""
    if type(value) in own:
        key = own[type(value)]
        yield path, replace(value, **{key: f"other{getattr(value, key)}"})
    elif isinstance(value, Named):
        yield path, Named("x/y/z@1/t/c", "other", "products/x/y")
    elif isinstance(value, str | int | float | date):
        yield path, _other(value)
    for step, inner, put in _parts(value) if type(value) not in own else ():
        for below, other in changed(inner, f"{path}{step}", own):
            yield below, put(other)


def _parts(value: Any) -> Iterator[tuple[str, Any, Callable[[Any], Any]]]:
    """Yield the parts of a value: the step to each, its value, and a function that replaces it."""
    if is_dataclass(value):
        for name in (each.name for each in fields(value)):
            yield f".{name}", getattr(value, name), lambda other, name=name: replace(value, **{name: other})
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield "{}", each, lambda other, key=key: {**value, key: other}
    elif isinstance(value, tuple) and not isinstance(value, Named):
        for at, each in enumerate(value):
            yield "[]", each, lambda other, at=at: (*value[:at], other, *value[at + 1 :])


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return OTHERS.get(value, f"other{value}")
    return value + timedelta(days=400) if isinstance(value, date) else value + 1


OTHERS = {
    "primary-key": "partition-key",
    "contradicted": "supported",
    "supported": "contradicted",
    "product": "agreement",
    "breaking": "new",
    "joinable": "undecided",
    "same": "none",
    "d/p/o@1/t": "d/p/o@1/u",
    "d/p/o@1/t/c": "d/p/o@1/t/e",
    "crosswalk": "none",
}
"""Another permitted word for each key."""
