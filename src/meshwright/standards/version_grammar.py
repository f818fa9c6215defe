"""Construction of a version's grammar from the vocabulary: narrower classes of a block, and the choice among them."""

from __future__ import annotations

import operator
from functools import cache
from types import MappingProxyType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, create_model
from pydantic_core import PydanticCustomError, PydanticUndefined, core_schema

from meshwright.records import dataclass
from meshwright.source.limits import DEPTH
from meshwright.standards.block import UNCHECKED, Block, BlockVariant, Maybe, Since, StandardVersion, key_of
from meshwright.standards.block import title as title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

B = TypeVar("B", bound=Block)

NOTHING: Mapping[Any, Any] = MappingProxyType({})


def literal(values: Collection[str]) -> object:
    """Return the Literal type that permits exactly `values`."""
    return operator.getitem(Literal, tuple(values))


def annotated(annotation: object, *metadata: object) -> object:
    """Return `Annotated[annotation, *metadata]`."""
    return operator.getitem(Annotated, (annotation, *metadata))


def maybe(annotation: object) -> object:
    """Return `Maybe[annotation]`."""
    return operator.getitem(cast("Any", Maybe), annotation)


@cache
def hints(block: type[BaseModel]) -> Mapping[str, Any]:
    """Return the types of the attributes of a vocabulary class, including metadata."""
    return get_type_hints(block, include_extras=True)


def narrow(  # noqa: PLR0913 - the seven ways in which grammars differ
    block: type[B],
    edition: StandardVersion,
    within: Mapping[object, object] = NOTHING,
    *,
    keys: Collection[str] | None = None,
    needed: Collection[str] = (),
    unneeded: Collection[str] = (),
    types: Mapping[str, object] = NOTHING,
    is_open: bool = False,
    title: str = "",
    form: tuple[str, str] = ("", ""),
) -> type[B]:
    """Build the class of a block in a version, or of one variant of it.

    `within` replaces types wherever they occur, and `types` replaces the types of given keys. `keys` are the keys of the
    variant (by default, all keys); in an open block, other keys are parsed if possible. `form` describes the variant in
    messages.
    """
    fields: dict[str, Any] = {}
    later: dict[str, str] = {}
    for attribute, info in block.__pydantic_fields__.items():
        key = key_of(attribute)
        hint = hints(block)[attribute]
        since = next((mark for mark in info.metadata if isinstance(mark, Since)), Since())
        is_listed = keys is None or key in keys
        default = info.default
        if is_listed and not since.lacks(edition):
            kind = types.get(key) or replaced(hint, within)
            if key in needed:
                default = PydanticUndefined
            elif key in unneeded and default is PydanticUndefined:
                default = neutral(hint)
            if key in needed or key in unneeded or kind is not hint:
                fields[attribute] = (kind, ... if default is PydanticUndefined else default)
            continue
        if is_listed and since.version(edition.standard)[0].isdigit():
            later[key] = since.version(edition.standard)
        if default is PydanticUndefined:
            default = neutral(hint)
        kind = annotated(replaced(hint, within), UNCHECKED) if is_open else ClassVar[Any]
        fields[attribute] = (kind, default)
    words = title or title_of(block)
    made: type[B] = create_model(
        block.__name__,
        __base__=block,
        __module__=block.__module__,
        __doc__=block.__doc__,
        __cls_kwargs__={"title": words, "extra": "allow" if is_open else "forbid"},
        **fields,
    )
    made.form = BlockVariant(
        block=block,
        edition=edition,
        title=form[0] or words,
        needed=frozenset(needed) - _required(block) if form[0] else frozenset(),
        others=form[1],
        later=MappingProxyType(later),
    )
    return made


def _required(block: type[Block]) -> set[str]:
    return {key_of(name) for name, info in block.__pydantic_fields__.items() if info.is_required()}


def replaced(annotation: Any, within: Mapping[object, object]) -> Any:  # noqa: ANN401 - any type
    """Replace types as `within` defines, at any depth; return the same object if nothing is replaced."""
    if isinstance(annotation, type) or get_origin(annotation) is Annotated:
        found = within.get(annotation)
        if found is not None:
            return found
    origin = get_origin(annotation)
    if origin is None or origin is Literal:
        return annotation
    before = (annotation.__origin__,) if origin is Annotated else get_args(annotation)
    after = tuple(replaced(argument, within) for argument in before)
    if all(new is old for new, old in zip(after, before, strict=True)):
        return annotation
    if origin is Annotated:
        return annotated(after[0], *annotation.__metadata__)
    return operator.getitem(Union if origin is UnionType else origin, after)


def neutral(annotation: Any) -> Any:  # noqa: ANN401 - any type, any value
    """Return the empty value of a type that is not a block: `""`, `()`, 0, False or None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return neutral(annotation.__origin__)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin in (Union, UnionType):
        branches = get_args(annotation)
        return None if type(None) in branches else neutral(branches[0])
    kind = origin or annotation
    return kind() if kind in (str, int, float, bool, tuple, dict) else None


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A block whose value determines its variant; the class of a variant is built on first use.

    A run over contracts with 2 types of servers therefore does not build 44 classes.
    """

    tag: Callable[[Mapping[str, object]], str]
    """Returns the name of the variant of a value."""
    make: Callable[[str], type[Block]]
    """Returns the class of a variant, given its name; always the same class for the same name."""
    conditions: Mapping[str, JsonSchemaValue]
    """The JSON Schemas of the values of each variant."""
    common: str | None = None
    """The variant with the keys that all variants share, if there is one."""

    def form(self, value: object) -> type[Block]:
        """Return the class for a value; a value that is not a mapping is treated as an empty mapping."""
        return self.make(self.tag(value if isinstance(value, dict) else {}))

    def read(self, value: object, info: core_schema.ValidationInfo) -> Block:
        """Parse a value; its errors have no tag, as if the variant were the only one. A block is returned unchanged.

        The context counts nested choices, because the stack could overflow if there were too many.
        """
        if isinstance(value, Block):
            return value
        depth: int = info.context or 0
        if depth >= DEPTH:
            raise PydanticCustomError("depth", "at most {limit} levels", {"limit": DEPTH})
        read: Block = self.form(value).__pydantic_validator__.validate_python(value, context=depth + 1)
        return read

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"choice": self}
