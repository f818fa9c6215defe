"""All supported keys and values beyond ODPS and ODCS: custom properties, special values, notations.

They are the source of the editor schemas (`editor_hints.py`), the reference (`docs/generator/extensions.py`) and the
rule `misspelt-custom-property`. This module does not define how values are parsed.
"""

from __future__ import annotations

from typing import Any

from meshwright.records import dataclass, field

ARCHETYPES = ("sourceAligned", "aggregate", "consumerAligned")
STATUS = ("proposed", "draft", "active", "deprecated", "retired")
_YES = {"type": "boolean"}
_TEXT = {"type": "string"}


@dataclass(frozen=True, slots=True)
class Extension:
    """A custom property, or a value of a standard's key, with a special meaning."""

    block: str
    """The kind of item: `product`, `contract`, `object`, `property`, `server`, `service level`, `role` or `port`."""
    key: str
    """The custom property, or the standard's key; parts follow a dot, and items are marked with `[]`."""
    value: str
    """The format of the value, as Markdown."""
    description: str
    """The purpose of the key or value, as Markdown without links."""
    is_custom: bool = True
    """Whether it is a custom property."""
    schema: dict[str, Any] = field(default_factory=dict)
    """A JSON Schema for completion in editors; everything that the standard permits stays permitted."""
    rules: tuple[str, ...] = ()
    """The rules that explain it."""
    page: str = ""
    """The documentation page and heading that explain it."""


def _custom(  # noqa: PLR0913, PLR0917 - the columns of a table
    block: str,
    key: str,
    value: str,
    description: str,
    schema: dict[str, Any] | None = None,
    rules: tuple[str, ...] = (),
    page: str = "",
) -> Extension:
    return Extension(
        block, key, value, description, is_custom=True, schema=schema or {}, rules=rules, page=page
    )


_ORIGIN = {
    "type": "object",
    "properties": {"system": _TEXT, "kind": {"enum": ["operational", "external"]}},
    "required": ["system"],
}
_CRITERIA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _TEXT, "target": _TEXT, "measuredAt": _TEXT},
        "required": ["name", "target"],
    },
}
_DEIDENTIFICATION = {
    "anyOf": [
        {"enum": ["pseudonymized", "tokenized", "encrypted", "masked", "aggregated", "anonymized"]},
        {
            "type": "object",
            "properties": {
                "method": _TEXT,
                "minGroupSize": {"type": "integer"},
                "groupSize": _TEXT,
                "keyOwner": _TEXT,
            },
        },
    ]
}
_COMPATIBILITY = {"enum": ["query", "meaning", "promise"]}

CUSTOM: tuple[Extension, ...] = (
    _custom(
        "product", "origin", "mapping: `system` (a registered System), `kind` (`operational` or `external`)",
        "the origin of the facts of a source-aligned product", _ORIGIN, ("missing-origin", "unknown-system"),
    ),
    _custom(
        "product", "tier", "1, 2 or 3; 1 is the most critical", "selects profiles of a Standard", {"enum": [1, 2, 3]},
    ),
    _custom(
        "product", "successCriteria", "list of mappings: `name`, `target`, `measuredAt`",
        "the measures of the product's success", _CRITERIA, ("missing-success-criteria",),
    ),
    *(
        _custom(block, "runbook", "URL or path", "what to do if a service level is broken; a label in alert rules", _TEXT)
        for block in ("product", "contract")
    ),
    _custom(
        "product", "mainPort", "an output port: `daily`, `daily@1` or its address",
        "the port that consumers should start with", _TEXT, ("unknown-main-port",),
    ),
    _custom(
        "product", "compatibility", "`query`, `meaning` or `promise`",
        "the changes that the product promises not to make", _COMPATIBILITY, ("unknown-promise-level",), "changes.md",
    ),
    _custom(
        "product", "serviceAccount", "text", "the account that reads the input ports", _TEXT, (), "access.md",
    ),
    _custom(
        "product", "archetype", "as `type` of ODPS 1.1", "the archetype in ODPS 1.0, which has no `type`",
        {"enum": list(ARCHETYPES)}, ("unknown-archetype",),
    ),
    _custom(
        "contract", "compatibility", "`query`, `meaning` or `promise`", "the changes that the contract promises not to make",
        _COMPATIBILITY, ("unknown-promise-level",), "changes.md",
    ),
    *(
        _custom(
            block, "synthetic", "`true` or `false`",
            "samples and examples are synthetic, and may show any level", _YES, ("sensitive-sample",),
        )
        for block in ("contract", "object", "property")
    ),
    _custom("object", "runTime", "duration: `PT1H`, `30 min`", "the duration of a run", _TEXT, (), "service-levels.md"),
    _custom(
        "object", "ownUnavailability", "share: `0.001`", "the share of time for which the view itself is unavailable",
        {"type": "number"}, (), "service-levels.md",
    ),
    *(
        _custom("object", key, "text", "makes the object a CloudEvent", _TEXT, ("incomplete-cloudevent",))
        for key in ("ceType", "ceSource")
    ),
    _custom(
        "object", "cloudEventsMode", "text", "the content mode of CloudEvents",
        {"examples": ["structured", "binary"]}, ("incomplete-cloudevent",),
    ),
    _custom(
        "property", "dataCategory", "key of a Classification", "the kind of data, and whether it is personal",
        _TEXT, ("unknown-data-category",), "classification.md",
    ),
    _custom(
        "property", "deidentification", "method, or mapping: `method`, `minGroupSize`, `groupSize`, `keyOwner`",
        "lowers the level of a derived field", _DEIDENTIFICATION, ("unknown-deidentification",), "classification.md",
    ),
    _custom(
        "property", "mask", "text", "the value that samples show instead of the real one", _TEXT,
        ("sensitive-sample",),
    ),
    _custom(
        "property", "generate", "SQL of DuckDB", "computes the field in data that `meshwright generate` writes", _TEXT,
    ),
    _custom("server", "region", "text", "the location of the data", _TEXT),
    *(
        _custom(
            "server", key, "`true` or `false`", "protects fields at a sensitive classification level", _YES,
            ("unprotected-sensitive-field",),
        )
        for key in ("encryptedAtRest", "encryptedInTransit")
    ),
    _custom("server", "topic", "text", "the topic of a Kafka server", _TEXT),
    _custom(
        "server", "synthetic", "`true` or `false`",
        "its rows are synthetic: they need no encryption, and their number is meaningless", _YES,
        ("unprotected-sensitive-field",),
    ),
    _custom(
        "server", "delimiter", "one character, by default `,`", "the delimiter of a CSV file, for `measure`",
        {"type": "string", "minLength": 1, "maxLength": 1},
    ),
    _custom(
        "service level", "slaScope", "`hop`", "the latency is measured from the inputs, not from the event in the source",
        {"enum": ["hop"]}, (), "service-levels.md",
    ),
    _custom(
        "service level", "retentionKind", "`maximum`", "data is deleted at this age", {"enum": ["maximum"]},
        ("kept-longer-than-allowed",),
    ),
    _custom(
        "role", "columns", "list of `<object>/<field>`", "the columns that the role may read; all columns if absent",
        {"type": "array", "items": _TEXT}, ("unknown-column", "unreadable-access-property"),
    ),
    _custom(
        "role", "contractVersion", "version of the contract",
        "the version for which a role without `columns` was merged; later columns above `defaultOpenLevel` are not covered",
        _TEXT, (), "access.md",
    ),
    _custom(
        "role", "rowFilter", "`<field> = <attribute>` or `<field> in <attribute>`, joined by `and`",
        "the rows that the role may read, by attributes of the reader in the identity provider",
        _TEXT, ("unreadable-access-property",), "access.md",
    ),
)  # fmt: skip
"""The supported custom properties; any other belongs to the organisation."""


def _value(  # noqa: PLR0913, PLR0917 - the columns of a table
    block: str,
    key: str,
    value: str,
    description: str,
    schema: dict[str, Any] | None = None,
    rules: tuple[str, ...] = (),
    page: str = "",
) -> Extension:
    return Extension(
        block, key, value, description, is_custom=False, schema=schema or {}, rules=rules, page=page
    )


VALUES: tuple[Extension, ...] = (
    _value(
        "product", "type", "`sourceAligned`, `aggregate`, `consumerAligned`", "the archetype (ODPS 1.1)",
        {"enum": list(ARCHETYPES)}, ("unknown-archetype",), "products.md#archetypes",
    ),
    *(
        _value(
            block, "status", "`proposed`, `draft`, `active`, `deprecated`, `retired`",
            "the standards leave it open; other words are reported", {"enum": list(STATUS)}, ("unknown-status",),
        )
        for block in ("product", "contract")
    ),
    *(
        _value(block, "team.name", "the name of a registered Team", "the owning team", _TEXT, ("unknown-team",))
        for block in ("product", "contract")
    ),
    *(
        _value(
            block, "team.members[].role", "`owner`", "the data product owner", {"examples": ["owner"]},
            ("missing-owner",),
        )
        for block in ("product", "contract")
    ),
    _value(
        "object", "physicalType", "`view`", "computed from its inputs when it is read",
        {"examples": ["table", "view", "topic", "file"]},
    ),
    _value(
        "service level", "property",
        "`latency`, `frequency`, `availability`, `retention`, `endOfSupport`, `endOfLife`, `generalAvailability`, …",
        "in upper or lower case, including the two-letter synonyms of ODCS",
        {
            "examples": [
                "latency", "freshness", "frequency", "availability", "retention", "errorRate", "generalAvailability",
                "endOfSupport", "endOfLife", "timeToDetect", "timeToNotify", "timeToRepair", "timeOfAvailability",
            ]
        },
        ("unknown-service-level",), "service-levels.md",
    ),
    _value("role", "role", "the name of a registered Role", "the roles that may read it", _TEXT, ("unknown-role",)),
    _value(
        "property", "classification", "a level of the Classification", "its sensitivity", _TEXT,
        ("unknown-classification",), "classification.md",
    ),
)  # fmt: skip
"""Values of standard keys with a special meaning."""

NOTATIONS: tuple[Extension, ...] = (
    _value(
        "property", "transformSourceObjects[]", "an address of a field, or the notation of `relationships`",
        "the sources of the field", {"examples": ["shop/orders/daily@1/order_lines/gtin"]},
        ("unresolved-lineage", "unknown-source-field"),
    ),
    _value(
        "property", "transformLogic", "SQL", "read to find its sources, but never run", {"examples": ["sum(amount)"]},
        ("unread-sql", "lineage-contradicts-sql"),
    ),
    _value(
        "property", "relationships[].to", "as in ODCS", "the field to which a foreign key refers",
        {"examples": ["orders.id", "../x.odcs.yaml#/schema/o/properties/p"]}, ("broken-relationship",),
    ),
    _value(
        "property", "authoritativeDefinitions[].url",
        "with `type: semanticDefinition`, an entity and a scheme, or `entity:none`", "the entity that the field identifies",
        {"examples": ["entity:article/gtin", "entity:article/gtin?role=gift", "entity:none"]},
        ("unknown-entity", "unknown-identifier-scheme"), "entities.md",
    ),
    *(
        _value(
            block, "authoritativeDefinitions[].url", "with `type: successor`, an address or a page",
            "the successor of the deprecated item",
            {"examples": ["mesh://greengrocer/shop/orders/hourly@1"]}, ("deprecated-without-successor",),
        )
        for block in ("product", "port", "contract")
    ),
    *(
        _value(
            block, "authoritativeDefinitions[].url", "with `type: sampleData`, a path relative to the contract",
            "a sample of the rows", {"examples": ["samples/order_lines.csv"]}, ("missing-linked-file",),
        )
        for block in ("contract", "object")
    ),
    _value(
        "port", "inputContracts[]", "the contracts that this port is derived from, by `id` and `version`",
        "lineage by port", {"examples": [{"id": "shop.orders.daily", "version": "1.0.0"}]},
        ("unknown-input-contract", "unused-input"),
    ),
)  # fmt: skip
"""The notations that are supported in strings and references of the standards."""
EXTENSIONS = (*CUSTOM, *VALUES, *NOTATIONS)


def custom_names(block: str) -> tuple[str, ...]:
    """Return the custom properties of a block, sorted."""
    return tuple(sorted(each.key for each in CUSTOM if each.block == block))
