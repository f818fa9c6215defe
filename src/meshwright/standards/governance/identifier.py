"""Formats of identifiers: schemes, declared by an entity's steward or by a domain."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from meshwright.standards.block import Block, Many, Maybe
from meshwright.standards.governance.values import PartForm, Regex, Slug, Text

CheckAlgorithm = Literal[
    "iso7064-mod11-2",
    "iso7064-mod11-10",
    "iso7064-mod97-10",
    "luhn",
    "verhoeff",
    "damm",
    "gtin",
    "isbn",
    "isrc",
    "iban",
    "lei",
    "nhs-number",
    "uuid",
    "vat",
]
"""The checks that have a name: check digits, or a structure that a pattern cannot describe."""


class WeightedSumForm(Block):
    """A check that a scheme declares itself: weights, a modulus and an alphabet."""

    model_config = ConfigDict(title="a declared check")

    algorithm: Literal["weighted-sum"] = Field(
        description=(
            "`weighted-sum`: the sum of weight times value over all characters leaves `remainder` when divided "
            "by `modulus`."
        )
    )
    weights: Annotated[Many[int], Field(min_length=1, max_length=64)] = Field(
        description="The weights of the last characters, from left to right; in longer identifiers, they repeat to the left."
    )
    modulus: Annotated[int, Field(ge=2, le=1000)] = Field(
        description="The divisor of the sum, such as 10, 11 or 97."
    )
    alphabet: Maybe[Annotated[str, Field(min_length=2, max_length=64)]] = Field(
        default=None,
        description="The characters that may occur, each valued by its position from 0 (default: `0123456789`).",
    )
    remainder: Maybe[Annotated[int, Field(ge=0)]] = Field(
        default=None, description="The remainder of a correct identifier (default: 0)."
    )


def _check_form(value: object) -> str:
    return "a mapping" if isinstance(value, dict | WeightedSumForm) else "a name"


Check = Annotated[
    Annotated[CheckAlgorithm, Tag("a name")] | Annotated[WeightedSumForm, Tag("a mapping")],
    Discriminator(_check_form),
]
"""The check of an identifier: a named algorithm, or a declared weighted sum."""


def _example_form(value: object) -> str:
    return "a number" if isinstance(value, int) and not isinstance(value, bool) else "a text"


Example = Annotated[
    Annotated[int, Tag("a number")] | Annotated[Text, Tag("a text")], Discriminator(_example_form)
]
"""An example identifier; a number only if the scheme's type is integer."""


class SchemeForm(Block):
    """The format of a scheme's identifiers."""

    model_config = ConfigDict(title="the form of a scheme")

    logical_type: Maybe[Literal["string", "integer", "number"]] = Field(
        default=None,
        description="The `logicalType` of its columns; leading zeros and an `X` at the end need `string`.",
    )
    pattern: Maybe[Regex] = Field(
        default=None, description="The regular expression that whole identifiers match."
    )
    check: Maybe[Check] = Field(
        default=None,
        description="The algorithm that detects typing errors: a name, or `algorithm: weighted-sum` with its numbers.",
    )
    parts: Mapping[Slug, PartForm] = Field(
        default_factory=dict,
        description="The parts of a composite identifier: for each, a scheme's name or a pattern that starts with `^`.",
    )
    examples: Many[Example] = Field(
        default=(), description="Example identifiers; they are checked against the scheme."
    )
