"""Documents as JSON, with the keys of the API.

This module does not know the content of documents; `documents` defines keys, types and values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from meshwright.catalog import routes
from meshwright.catalog.documents.parts import IN_SITE, PAGE_ONLY, As

Write = Callable[[Any, str], Any]
"""A function that converts a value of one type to JSON.

The second argument is the folder of the file; links are relative to this folder.
"""


def json_of(document: Any, path: str, schema: str) -> dict[str, Any]:  # noqa: ANN401 - any document
    """Return a document as JSON for the file at `path`; empty optional values are omitted."""
    folder = path.rpartition("/")[0]
    schema_link = routes.file(folder, f"{routes.API}/schemas/{schema}.json")
    return {"$schema": schema_link, **_object(document.__class__)(document, folder)}


def written(part: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 - any part of a document
    """Return a part of a document as JSON for the file at `path`."""
    found: dict[str, Any] = _object(part.__class__)(part, path.rpartition("/")[0])
    return found


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return compact JSON; keys keep their order."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def key_of(name: str) -> str:
    """Return the key of a field: `personal` for `is_personal`, `fedBy` for `fed_by`."""
    first, *more = name.removeprefix("is_").split("_")
    return first + "".join(map(str.capitalize, more))


def plain(value: object) -> Any:  # noqa: ANN401 - a YAML value
    """Return a YAML value in a form that JSON can represent: NaN and infinities become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


@cache
def written_fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    """Return the fields of a class that are written to JSON, each with its type."""
    hints = get_type_hints(kind, include_extras=True)
    found: list[Field[Any]] = list(fields(kind))
    return tuple((each, hints[each.name]) for each in found if PAGE_ONLY not in _marks(hints[each.name]))


def _marks(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def is_required(field: Field[Any]) -> bool:
    """Return whether a field is written even if its value is empty; this applies to fields without a default."""
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _object(kind: type) -> Write:
    plan = [
        (each.name, key_of(each.name), is_required(each), _of(hint)) for each, hint in written_fields(kind)
    ]

    def write(value: Any, folder: str) -> dict[str, Any]:  # noqa: ANN401 - of the class
        found = {}
        for name, key, is_required, inner in plan:
            own = getattr(value, name)
            if is_required or own or own == 0:
                found[key] = inner(own, folder)
        return found

    return write


def _of(hint: Any) -> Write:  # noqa: ANN401 - a type, and a kind of type each
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = _link if IN_SITE in arguments else _of(written_type(arguments))
        mark = next((each for each in arguments if isinstance(each, As)), None)
        if mark is not None:
            return lambda value, folder: inner(getattr(value, mark.attribute), folder)
        return inner
    if origin in (Union, UnionType):
        inner = _of(of_what_is_there(arguments))
        return lambda value, folder: None if value is None else inner(value, folder)
    if origin is tuple:
        inner = _of(arguments[0])
        return lambda value, folder: [inner(each, folder) for each in value]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _of(arguments[1])
        return lambda value, folder: {str(key): inner(each, folder) for key, each in value.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value, folder: _object(hint)(value, folder)  # noqa: PLW0108 - late, for a class may hold itself
    if hint in (date, datetime):
        return lambda value, _: value.isoformat()
    return (lambda value, _: plain(value)) if hint is Any else (lambda value, _: value)


def _link(target: str, folder: str) -> str:
    path, _, anchor = target.partition("#")
    return routes.file(folder, path) + (f"#{anchor}" if anchor else "")


def of_what_is_there(arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a type
    """Return the type other than None in the arguments of an optional type."""
    return next(each for each in arguments if each is not NoneType)


def written_type(arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a type
    """Return the type of the JSON value, given the arguments of `Annotated`.

    The type differs from the Python type if JSON contains only one attribute of the value.
    """
    mark = next((each for each in arguments[1:] if isinstance(each, As)), None)
    if mark is None:
        return arguments[0]
    stated = getattr(arguments[0], mark.attribute)
    if isinstance(stated, property):
        return get_type_hints(stated.fget)["return"]
    return get_type_hints(arguments[0])[mark.attribute]
