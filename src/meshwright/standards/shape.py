"""Conversion of a pydantic error location to a document path and the type at that path.

Pydantic's locations mix the tags of discriminated unions with keys and list positions;
they can be distinguished only by walking the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag

from meshwright.records import dataclass
from meshwright.standards.version_grammar import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic.fields import FieldInfo

    from meshwright.source.place import Path, Step


@dataclass(frozen=True, slots=True)
class Shape:
    """A type without its metadata and without None; the metadata is separate."""

    kind: Any
    metadata: tuple[Any, ...] = ()

    @property
    def item(self) -> Shape | None:
        """The shape of a list's items; None if this is not a list."""
        if get_origin(self.kind) not in (tuple, Sequence):
            return None
        return shape(get_args(self.kind)[0])

    def mark(self, kind: type[Any]) -> Any:  # noqa: ANN401 - any requested mark
        """Return the first metadata of a type, or None."""
        return next((mark for mark in self.metadata if isinstance(mark, kind)), None)

    def block(self, value: object) -> type[BaseModel] | None:
        """Return the class that parses `value`, if it parses mappings."""
        choice: Choice | None = self.mark(Choice)
        if choice is not None:
            return choice.form(value)
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None

    def tagged(self, tag: object) -> Shape | None:
        """Return the branch of a discriminated union."""
        for branch in get_args(self.kind):
            found = shape(branch)
            mark = found.mark(Tag)
            if mark is not None and mark.tag == tag:
                return found
        return None

    def branch(self, value: object) -> Shape | None:
        """Return the branch of a discriminated union that parses `value`."""
        mark = self.mark(Discriminator)
        if mark is None:
            return None
        discriminate = cast("Callable[[object], object]", mark.discriminator)
        return self.tagged(discriminate(value))

    @property
    def literals(self) -> tuple[object, ...]:
        """The values of a Literal."""
        return get_args(self.kind) if get_origin(self.kind) is Literal else ()


ANYTHING = Shape(object)


def shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:  # noqa: ANN401 - any type
    """Return the shape of a type."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            metadata = (*metadata, *annotation.__metadata__)
            annotation = annotation.__origin__
        elif origin in (Union, UnionType):
            branches = tuple(branch for branch in get_args(annotation) if branch is not type(None))
            if len(branches) != 1:
                return Shape(annotation, metadata)
            annotation = branches[0]
        else:
            return Shape(annotation, metadata)


@cache
def fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Return the fields of a model by their keys in documents, in the standard's order."""
    generate = cast("Callable[[str], str]", model.model_config.get("alias_generator") or str)
    return {info.alias or generate(name): info for name, info in model.model_fields.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """The location of an error: the path, its type, and the innermost block around it."""

    path: Path
    shape: Shape
    owner: type[BaseModel]
    owner_path: Path
    is_key: bool = False
    """Whether the error is in a key of a free mapping rather than in its value."""


def place(model: type[BaseModel], value: object, position: tuple[Step, ...]) -> Place:
    """Find the location of an error from parsing `value` with `model`."""
    here = Shape(model)
    owner = model
    owner_path: Path = ()
    path: Path = ()
    is_key = False
    for number, step in enumerate(position):
        block = here.block(value)
        if block is not None:
            owner, owner_path = block, path
            info = fields(block).get(step) if isinstance(step, str) else None
            here = shape(info.annotation, tuple(info.metadata)) if info else ANYTHING
        elif here.mark(Discriminator) is not None and (branch := here.tagged(step)) is not None:
            here = branch
            continue
        elif here.item is not None:
            here = here.item
        elif step == "[key]" and number == len(position) - 1:
            is_key = True
            continue
        else:
            arguments = get_args(here.kind)
            here = shape(arguments[-1]) if isinstance(value, Mapping) and arguments else ANYTHING
        path = (*path, step)
        value = _within(value, step)
    return Place(path, here, owner, owner_path, is_key)


def _within(value: object, step: Step) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
