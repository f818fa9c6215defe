"""What every block of a governance document has in common: it is closed, exact and immutable.

A key with an empty value is an error: whoever has nothing to say leaves the key out.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, Strict
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticKnownError

Value = TypeVar("Value")


class _NeverNull:
    """Takes the null out of an optional field: the key may be absent, its value may not."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Unwrap what `| None` has wrapped; the default None is not validated."""
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


Maybe = Annotated[Value | None, _NeverNull()]
"""A field that may be left out; it is None then, and null is not a way to write it."""

Many = Annotated[tuple[Value, ...], Strict(strict=False)]
"""A list, held as a tuple; its items are as strict as everything else."""


def _not_empty(items: tuple[Value, ...]) -> tuple[Value, ...]:
    if not items:
        context = {"field_type": "List", "min_length": 1, "actual_length": 0}
        raise PydanticKnownError("too_short", context)
    return items


Some = Annotated[Many[Value], AfterValidator(_not_empty), Field(json_schema_extra={"minItems": 1})]
"""A list of at least one; pydantic's own `min_length` also complains when an item is wrong."""


class Block(BaseModel):
    """A mapping in a governance document.

    `title` in its configuration is what messages and editors call it: `a support channel`.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, alias_generator=to_camel, defer_build=True
    )


class Document(Block):
    """A governance document: what its first two lines say."""

    api_version: Literal["meshwright/v1"] = Field(
        description="The version of the governance documents' format: `meshwright/v1`."
    )
