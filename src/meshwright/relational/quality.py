"""The table of quality rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.mesh.registries import mapping, mappings
from meshwright.mesh.registries import text as words
from meshwright.relational.contracts import field_address, object_address, scalar
from meshwright.relational.table import Table, number, text
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.relational.source import ContractRow, MeshSource


class _QualityRow(NamedTuple):
    owner: ContractRow
    object: int
    field: int | None
    address: str
    rule: Mapping[str, Any]


def _quality(source: MeshSource) -> Iterator[list[_QualityRow]]:
    for row in source.contracts:
        if not any(each.has_quality for each in row.contract.fact.objects):
            continue
        schema = tuple(mappings(source.values(row.contract.home).get("schema")))
        found: list[_QualityRow] = []
        for position in range(min(len(schema), len(row.contract.fact.objects))):
            address = object_address(row, position)
            found += (
                _QualityRow(row, position, None, address, rule)
                for rule in mappings(schema[position].get("quality"))
            )
        fields = row.contract.fact.fields
        for index in sorted(fields.more.get("metrics", {})):
            value: Any = {"schema": schema}
            for step in fields.path(index):
                value = _within(value, step)
            address = field_address(row, index)
            own = mappings(mapping(value).get("quality"))
            found += (_QualityRow(row, fields.object(index), index, address, rule) for rule in own)
        yield found


def _within(value: Any, step: int | str) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(step, str):
        return mapping(value).get(step)
    return value[step] if isinstance(value, list | tuple) and step < len(value) else None


def _operator(row: _QualityRow) -> str:
    return next((key for key in OPERATORS if row.rule.get(key) is not None), "")


QUALITY_RULE: Table[Any] = Table(
    "quality_rule",
    "Quality rules of objects and fields (ODCS `quality`).",
    _quality,
    (
        number("contract_id", "its contract", lambda row: row.owner.id, is_nullable=False),
        number(
            "object_id",
            "its object",
            lambda row: row.owner.source.first_objects[row.owner.contract] + row.object,
            is_nullable=False,
        ),
        number(
            "field_id",
            "its field; NULL for a rule of the object",
            lambda row: (
                None if row.field is None else row.owner.source.first_fields[row.owner.contract] + row.field
            ),
        ),
        text("address", "the address of the object or field", lambda row: row.address, is_nullable=False),
        text("name", "the name", lambda row: words(row.rule.get("name"))),
        text("type", "`text`, `library`, `sql` or `custom`", lambda row: words(row.rule.get("type"))),
        text(
            "dimension", "the dimension, such as `completeness`", lambda row: words(row.rule.get("dimension"))
        ),
        text(
            "metric", "the metric", lambda row: words(row.rule.get("metric")) or words(row.rule.get("rule"))
        ),
        text("severity", "the severity", lambda row: words(row.rule.get("severity"))),
        text("operator", "the operator, such as `mustBe`", _operator),
        text("operand", "the operand; lists as JSON", lambda row: scalar(row.rule.get(_operator(row)))),
        text("description", "the description", lambda row: words(row.rule.get("description"))),
        text("query", "the SQL of a rule of type `sql`", lambda row: words(row.rule.get("query"))),
    ),
    ("contract_id", "object_id", "field_id"),
)
