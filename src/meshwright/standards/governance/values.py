"""The plain values in governance documents: names, dates, addresses, patterns.

Each has a regular expression and, in `IN_WORDS`, a description for messages.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError, SchemaError, SchemaValidator, core_schema

from meshwright.standards.block import Block
from meshwright.standards.renamed import SEVERITIES

_SLUG = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_RELEASE = r"^[0-9]+\.[0-9]+(?:\.[0-9]+)?$"
_LINK = r"^(?:https?://|mailto:|tel:)\S+$"
_PORT = r"^[^/@#\s]+/[^/@#]+/[^/@#]+@[0-9]+$"
_COLUMNS = r"^[^/@#]+(?:/[^/@#]+)+$"
_COLUMN = r"^[^/@#*?]+(?:/[^/@#*?]+)+$"
_ADDRESS = r"^[^\s*?](?:[^*?]*[^\s*?])?$"
_PART = r"^(?:\^.*|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$"
_TEMPLATE = r"^(?:[^{}]|\{(?:domain|product|port|major|object|bucket)\})+$"
_PATH_TEMPLATE = r"^(?:[^{}/]|\{(?:domain|product|port|major)\})(?:[^{}]|\{(?:domain|product|port|major)\})*$"
_CATEGORY = r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$"
_KEY_PATH = r"^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*$"
_SERVER_TYPE = r"^[a-z][a-z0-9]*$"
_KNOWN = r"^[0-9a-f]{16} [a-z][a-z0-9-]* [^\s].*$"
_ATTRIBUTE = r"^[a-z0-9]{1,20}$"
_TIME_SPAN = r"^[0-9]{1,6} (?:s|min|h|d)$"

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        _SLUG: "a name in kebab case, such as `play-events`",
        _DATE: "a date, such as `2027-06-30`",
        _RELEASE: "a release, such as `0.1` or `1.4.2`",
        _LINK: "a link that starts with `https://`, `mailto:` or `tel:`",
        _PORT: "a port's address, such as `player/play-events/daily@1`",
        _COLUMNS: "columns as `<object>/<field>`, with `*` as a wildcard",
        _COLUMN: "a column as `<object>/<field>`, without wildcards",
        _ADDRESS: "an exact address, without wildcards",
        _PART: "the name of a scheme, or a regular expression that starts with `^`",
        _TEMPLATE: "a template with `{domain}`, `{product}`, `{port}`, `{major}`, `{object}` or `{bucket}`",
        _PATH_TEMPLATE: "a path from the root with `{domain}`, `{product}`, `{port}` or `{major}`",
        _CATEGORY: "a dotted key, such as `user.contact.email`",
        _KEY_PATH: "a key, or a path of keys with dots, such as `description.purpose`",
        _SERVER_TYPE: "a server type of ODCS, such as `kafka`",
        _KNOWN: "a fingerprint, a rule and an address, as `meshwright baseline create` writes them",
        _TIME_SPAN: "a number and a unit of time (`s`, `min`, `h` or `d`), such as `15 min`",
        _ATTRIBUTE: "the name of a CloudEvents attribute: at most 20 lower-case letters and digits",
    }
)
"""Descriptions of the patterns of these models, for messages."""


def _calendar_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("calendar_date", "a date that exists in the calendar") from error
    return text


def _linear_pattern(text: str) -> str:
    try:
        SchemaValidator(core_schema.str_schema(pattern=text))
        SchemaValidator(
            core_schema.str_schema(pattern=f"^(?:{text})$")
        )  # as in matching names and identifiers
    except SchemaError as error:
        reason = str(error).rpartition("rror: ")[2].strip(" .")
        raise PydanticCustomError(
            "regular_expression",
            "a regular expression that runs in linear time ({reason})",
            {"reason": reason},
        ) from error
    return text


Slug = Annotated[str, Field(pattern=_SLUG)]
"""A name in kebab case, which is a segment of addresses and URLs."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Prose, without the final line break of a block scalar."""

Text = Annotated[str, Field(min_length=1)]
"""Literal text."""

Date = Annotated[
    str, Field(pattern=_DATE, json_schema_extra={"format": "date"}), AfterValidator(_calendar_date)
]
"""A date as text; dates in this format sort chronologically."""

Release = Annotated[str, Field(pattern=_RELEASE)]
"""A release of Meshwright."""

Regex = Annotated[
    str, Field(min_length=1, json_schema_extra={"format": "regex"}), AfterValidator(_linear_pattern)
]
"""A regular expression that runs in linear time: without look-around and back-references."""

Url = Annotated[str, Field(pattern=_LINK)]
"""A URL that is shown as a link on the catalog's pages; `javascript:` and similar schemes are not allowed."""

PortAddress = Annotated[str, Field(pattern=_PORT)]
"""`<domain>/<product>/<port>@<major>`."""

Column = Annotated[str, Field(pattern=_COLUMN)]
"""`<object>/<field>`, or a nested field below it: one column of a port."""

ColumnGlob = Annotated[str, Field(pattern=_COLUMNS)]
"""`<object>/<field>` with `*` as a wildcard within a segment: columns of a domain's ports."""

NameGlob = Annotated[str, Field(min_length=1)]
"""The name of an object or field, with `*` as a wildcard: `*_at`."""

Address = Annotated[str, Field(pattern=_ADDRESS)]
"""Any address: a port, a field, `team:player-squad`; never a wildcard."""


def _part(text: str) -> str:
    return _linear_pattern(text) if text.startswith("^") else text


PartForm = Annotated[str, Field(pattern=_PART), AfterValidator(_part)]
"""The format of a part of a composite identifier: another scheme's name, or a pattern that starts with `^`."""

Template = Annotated[str, Field(pattern=_TEMPLATE)]
"""A physical name with placeholders in braces."""

PathTemplate = Annotated[str, Field(pattern=_PATH_TEMPLATE)]
"""A file's path below the root, with placeholders in braces."""

CategoryKey = Annotated[str, Field(pattern=_CATEGORY)]
"""The key of a data category; its segments go from general to specific."""

KeyPath = Annotated[str, Field(pattern=_KEY_PATH)]
"""A key of a product or contract, or a customProperty."""

ServerType = Annotated[str, Field(pattern=_SERVER_TYPE)]
"""The `type` of an ODCS server."""

AttributeName = Annotated[str, Field(pattern=_ATTRIBUTE)]
"""The name of a context attribute, according to the naming conventions of CloudEvents 1.0.2."""

TimeSpan = Annotated[str, Field(pattern=_TIME_SPAN)]
"""A length of time, such as `15 min`."""

KnownFinding = Annotated[str, Field(pattern=_KNOWN)]
"""A line of a baseline: fingerprint, rule and, for people, the address or the path."""

Archetype = Literal["sourceAligned", "aggregate", "consumerAligned"]
"""The `type` of a product in ODPS 1.1."""


def _or_former(value: object, known: ValidatorFunctionWrapHandler) -> object:
    """Accept an old word for a severity unchanged; a rule reports it."""
    return value if isinstance(value, str) and value in SEVERITIES else known(value)


Severity = Annotated[Literal["error", "warning", "notice"], WrapValidator(_or_former)]
"""The severity of a finding."""

Level = Annotated[Literal["error", "warning", "notice", "off"], WrapValidator(_or_former)]
"""The severity of a rule's findings."""


class Link(Block):
    """A page with more information."""

    model_config = ConfigDict(title="a link")

    title: Prose = Field(description="The text of the link.")
    url: Url = Field(description="The address: `https://`, `mailto:` or `tel:`.")
