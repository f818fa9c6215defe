"""Conversion of ODCS 2 tables, columns and quality rules to objects, properties and quality rules of ODCS 3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from meshwright.standards.bitol import LogicalType
from meshwright.standards.conversion.carrying import custom_properties, own_custom, stated
from meshwright.standards.odcs.quality import Dimension

if TYPE_CHECKING:
    from meshwright.source.place import Path
    from meshwright.standards.conversion.carrying import Custom, Notes, Source

_LOGICAL = {
    **{word: word for word in get_args(LogicalType)},
    **dict.fromkeys(("text", "varchar", "char"), "string"),
    **dict.fromkeys(("int", "long", "bigint", "smallint"), "integer"),
    **dict.fromkeys(("numeric", "decimal", "double", "float"), "number"),
    **dict.fromkeys(("datetime", "date time"), "timestamp"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("struct", "record"), "object"),
}
_TYPES = {"tables": "table", "views": "view", "files": "file", "topics": "topic"}
_DEFAULT_POSITION = -1


class Tables:
    """The conversion of the tables of one contract."""

    def __init__(self, notes: Notes, kind: object) -> None:
        self.notes = notes
        self.kind = _TYPES.get(kind.casefold(), kind) if isinstance(kind, str) else kind
        self.silent: list[Path] = []
        """The columns without `isNullable`."""

    def note_defaults(self) -> None:
        """Note an implicit rule: without `isNullable`, ODCS 2 forbids nulls, but ODCS 3 permits them."""
        if self.silent:
            count = "1 column does" if len(self.silent) == 1 else f"{len(self.silent)} columns do"
            words = f"{count} not state `isNullable`, whose default is false; add `required: true` where nulls are forbidden"
            self.notes.changed(self.silent[0], words)

    def object(self, table: Source) -> dict[str, Any]:
        """Return an object of the schema."""
        return stated(
            name=table.text("table", "name"),
            physicalName=table.text("physicalName"),
            physicalType=self.kind,
            businessName=table.text("businessName"),
            description=table.text("description"),
            dataGranularityDescription=table.text("dataGranularity"),
            tags=table.take("tags"),
            authoritativeDefinitions=table.take("authoritativeDefinitions"),
            properties=[self._property(each) for each in table.mappings("columns")],
            quality=[_rule(each) for each in table.mappings("quality")],
            customProperties=custom_properties(own_custom(table), table.rest()),
        )

    def _property(self, column: Source) -> dict[str, Any]:
        nullable = column.first("isNullable", "nullable")
        if nullable is None:
            self.silent.append(column.path)
        _forget_defaults(column)
        kind, custom = _logical(column)
        return stated(
            name=column.text("column", "name"),
            businessName=column.text("businessName"),
            logicalType=kind,
            physicalType=column.text("physicalType"),
            description=column.text("description"),
            required=not nullable if isinstance(nullable, bool) else nullable,
            unique=_yes(column, "isUnique", "unique"),
            primaryKey=_yes(column, "isPrimaryKey", "isPrimary", "primary"),
            primaryKeyPosition=_position(column, "primaryKeyPosition"),
            partitioned=_yes(column, "partitionStatus"),
            partitionKeyPosition=_position(column, "partitionKeyPosition"),
            classification=column.text("classification"),
            encryptedName=column.text("encryptedColumnName"),
            transformSourceObjects=column.take("transformSourceTables"),
            transformLogic=column.text("transformLogic"),
            transformDescription=column.text("transformDescription"),
            examples=column.take("sampleValues"),
            criticalDataElement=_yes(column, "criticalDataElementStatus"),
            tags=column.take("tags"),
            authoritativeDefinitions=column.take("authoritativeDefinitions"),
            quality=[_rule(each) for each in column.mappings("quality")],
            customProperties=custom_properties(own_custom(column), custom, column.rest()),
        )


def _logical(column: Source) -> tuple[Any, list[Custom]]:
    given = column.take("logicalType")
    if not isinstance(given, str):
        return given, []
    kind = _LOGICAL.get(given.strip().casefold())
    if kind is None:
        column.notes.changed(
            (*column.path, "logicalType"),
            f"logical type `{given}` is not in ODCS 3, so it became a custom property",
        )
        return None, [{"property": "logicalType", "value": given}]
    return kind, []


def _yes(column: Source, *keys: str) -> Any:  # noqa: ANN401 - what is not a boolean stays what it is
    """Return the value of one of several keys with the same meaning; None for false, the default."""
    value = column.first(*keys)
    return None if value is False else value


def _position(column: Source, key: str) -> Any:  # noqa: ANN401 - what is not a number stays what it is
    value = column.take(key)
    return None if value == _DEFAULT_POSITION else value


def _forget_defaults(column: Source) -> None:
    """Drop the declaration that a column is not clustered; ODCS 3 has no key for clusters."""
    for key, default in (("clusterStatus", False), ("clusterKeyPosition", _DEFAULT_POSITION)):
        if column.value.get(key) == default:
            column.taken.add(key)


def _rule(source: Source) -> dict[str, Any]:
    """Return an engine's rule as a custom rule, and a rule without an engine as a text rule."""
    engine, template = source.text("toolName"), source.text("templateName")
    tool_rule = source.text("toolRuleName")
    schedule = source.text("scheduleCronExpression")
    dimension, custom = source.take("dimension"), []
    if isinstance(dimension, str) and dimension.casefold() in get_args(Dimension):
        dimension = dimension.casefold()
    elif dimension is not None:
        path = (*source.path, "dimension")
        source.notes.changed(
            path, f"dimension `{dimension}` is not in ODCS 3, so it became a custom property"
        )
        custom, dimension = [{"property": "dimension", "value": dimension}], None
    implementation = tool_rule if tool_rule is not None else template
    is_custom = engine is not None and implementation is not None
    if template is not None and not (is_custom and tool_rule is None):
        custom.append({"property": "templateName", "value": template})
    if not is_custom:
        custom += [
            {"property": key, "value": value}
            for key, value in (("toolName", engine), ("toolRuleName", tool_rule))
            if value is not None
        ]
    description = source.text("description")
    return stated(
        name=source.text("code", "name"),
        type="custom" if is_custom else "text",
        engine=engine if is_custom else None,
        implementation=implementation if is_custom else None,
        description=description,
        dimension=dimension,
        method=source.text("type"),
        severity=source.text("severity"),
        businessImpact=source.text("businessImpact"),
        schedule=schedule,
        scheduler="cron" if schedule is not None else None,
        customProperties=custom_properties(own_custom(source), custom, source.rest()),
    )
