"""What identifiers look like: schemes, whether an entity's steward or a domain declares them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.values import PartForm, Regex, Slug, Text

CheckAlgorithm = Literal["iso7064-mod11-2", "iso7064-mod11-10", "iso7064-mod97-10", "luhn", "isrc", "uuid"]
"""How an identifier proves itself: check digits, or a structure that a pattern can't say."""


def _example_form(value: object) -> str:
    return "a number" if isinstance(value, int) and not isinstance(value, bool) else "a text"


Example = Annotated[
    Annotated[int, Tag("a number")] | Annotated[Text, Tag("a text")], Discriminator(_example_form)
]
"""An identifier as it occurs; a number only where the scheme's are integers."""


class SchemeForm(Block):
    """How the identifiers of a scheme are written."""

    model_config = ConfigDict(title="the form of a scheme")

    logical_type: Maybe[Literal["string", "integer", "number"]] = Field(
        default=None,
        description="The `logicalType` of its columns; leading zeros and an `X` at the end need `string`.",
    )
    pattern: Maybe[Regex] = Field(
        default=None, description="The regular expression that an identifier matches as a whole."
    )
    check: Maybe[CheckAlgorithm] = Field(
        default=None, description="The algorithm that tells a mistyped identifier from a right one."
    )
    parts: Mapping[Slug, PartForm] = Field(
        default_factory=dict,
        description="The parts of a composite identifier: of each, a scheme's name or a pattern from `^` on.",
    )
    examples: Many[Example] = Field(
        default=(), description="Identifiers as they occur; they are checked against the scheme."
    )
