"""The common parts of governance documents."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from meshwright.standards.block import Block, Many, Value


def _not_empty(items: tuple[Value, ...]) -> tuple[Value, ...]:
    if not items:
        context = {"field_type": "List", "min_length": 1, "actual_length": 0}
        raise PydanticKnownError("too_short", context)
    return items


Some = Annotated[Many[Value], AfterValidator(_not_empty), Field(json_schema_extra={"minItems": 1})]
"""A list of at least 1 item; pydantic's own `min_length` also reports a list whose only fault is in an item."""


class Document(Block):
    """The base class of governance documents, with the keys in their first two lines."""

    model_config = ConfigDict(title="the document")

    api_version: Literal["meshwright/v1"] = Field(
        description="The version of the governance documents' format: `meshwright/v1`."
    )
