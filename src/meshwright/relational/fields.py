"""The tables of fields and of column lineage, computed contract by contract because a mesh can have a million fields."""

from __future__ import annotations

from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

from meshwright.analysis.flow.columns import DECLARED, FROM_SQL, columns
from meshwright.analysis.sensitivity.masking import masking
from meshwright.facts.fields import DEPRECATED, DESCRIBED, KEY, REQUIRED, UNIQUE
from meshwright.mesh.address import segment
from meshwright.mesh.registries import mapping
from meshwright.mesh.registries import text as words
from meshwright.relational.contracts import object_address
from meshwright.relational.table import Column, Table, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.relational.source import ContractRow, MeshSource


class _Fields:
    """The fields of one contract."""

    def __init__(self, row: ContractRow) -> None:
        self.row = row
        self.source = row.source
        self.contract = row.contract
        self.columns = row.contract.fact.fields
        self.first = row.source.first_fields[row.contract]
        self.range = range(len(self.columns))

    def more(self, name: str) -> Mapping[int, Any]:
        """Return the values of a rarely used key, by field."""
        return self.columns.more.get(name, {})

    @cached_property
    def objects(self) -> list[int]:
        """The position of each field's object."""
        found: list[int] = []
        for parent in self.columns.parents:
            found.append(found[parent] if parent >= 0 else -1 - parent)
        return found

    @cached_property
    def addresses(self) -> list[str]:
        """The address of each field."""
        heads = [object_address(self.row, at) for at in range(len(self.contract.fact.objects))]
        found: list[str] = []
        for name, parent in zip(self.columns.names, self.columns.parents, strict=True):
            found.append(f"{found[parent] if parent >= 0 else heads[-1 - parent]}/{segment(name)}")
        return found

    @cached_property
    def paths(self) -> list[str]:
        """The names on the path of each field, starting at its object."""
        names = self.contract.fact.objects
        found: list[str] = []
        for name, parent in zip(self.columns.names, self.columns.parents, strict=True):
            found.append(f"{found[parent] if parent >= 0 else names[-1 - parent].name}/{name}")
        return found

    @cached_property
    def ranks(self) -> list[int | None]:
        """The rank of each field's effective level."""
        levels = self.source.sensitivity
        if levels is None:
            return [None] * len(self.range)
        first = levels.columns.first[self.contract]
        return [rank if (rank := levels.rank(first + index)) >= 0 else None for index in self.range]

    @cached_property
    def values(self) -> list[Mapping[str, Any]]:
        """The values of each field in the document."""
        body = self.source.values(self.contract.home)
        found: list[Mapping[str, Any]] = []
        for index in self.range:
            value: Any = body
            for step in self.columns.path(index):
                if isinstance(step, str):
                    value = mapping(value).get(step)
                else:
                    value = value[step] if isinstance(value, list | tuple) and step < len(value) else None
            found.append(mapping(value))
        return found

    def options(self, name: str) -> list[Any]:
        """Return each field's value for a key in its ODCS `logicalTypeOptions`."""
        known = self.more("options")
        return [mapping(known.get(index)).get(name) if index in known else None for index in self.range]


def _blocks(source: MeshSource) -> Iterator[_Fields]:
    return map(_Fields, source.contracts)


def _text(
    name: str, comment: str, values: Callable[[_Fields], Iterable[Any]], *, is_nullable: bool = True
) -> Column[_Fields]:
    return Column(
        name, Type.TEXT, comment, lambda block: (value or None for value in values(block)), is_nullable
    )


def _flag(name: str, comment: str, bit: int) -> Column[_Fields]:
    return Column(
        name,
        Type.BOOLEAN,
        comment,
        lambda block: (bool(flags & bit) for flags in block.columns.flags),
        is_nullable=False,
    )


def _some(name: str) -> Callable[[_Fields], Iterable[Any]]:
    return lambda block: map(block.more(name).get, block.range)


def _custom(name: str) -> Callable[[_Fields], Iterable[Any]]:
    return lambda block: (
        words(mapping(block.more("custom").get(index)).get(name)) if index in block.more("custom") else None
        for index in block.range
    )


def _levels(block: _Fields) -> Iterator[str | None]:
    if block.source.sensitivity is not None:
        return map(block.source.level, block.ranks)
    return iter(_stated_levels(block))


def _stated_levels(block: _Fields) -> list[str | None]:
    """Return the declared level of each field, or else that of its container."""
    found: list[str | None] = []
    for level, parent in zip(block.columns.classifications, block.columns.parents, strict=True):
        found.append(level or (found[parent] if parent >= 0 else None))
    return found


def _personal(block: _Fields) -> Iterator[bool]:
    known = block.source.personal(block.contract)
    return (index in known for index in block.range)


def _method(block: _Fields) -> Iterator[str | None]:
    custom = block.more("custom")
    return (masking(custom[index]).method if index in custom else None for index in block.range)


def _boolean(name: str) -> Callable[[_Fields], Iterable[Any]]:
    return lambda block: (value if isinstance(value, bool) else None for value in block.options(name))


def _option(name: str) -> Callable[[_Fields], Iterable[Any]]:
    return lambda block: (value if isinstance(value, str) else None for value in block.options(name))


FIELD: Table[Any] = Table(
    "field",
    "Fields of schema objects at any depth (ODCS `properties`, `items`, `map`), each after its container.",
    _blocks,
    (
        Column(
            "field_id",
            Type.INTEGER,
            "the row number",
            lambda block: range(block.first, block.first + len(block.range)),
            is_nullable=False,
        ),
        Column(
            "object_id",
            Type.INTEGER,
            "its object",
            lambda block: map(block.source.first_objects[block.contract].__add__, block.objects),
            is_nullable=False,
        ),
        Column(
            "contract_id",
            Type.INTEGER,
            "its contract",
            lambda block: repeat(block.row.id, len(block.range)),
            is_nullable=False,
        ),
        Column(
            "parent_id",
            Type.INTEGER,
            "the field that contains it; NULL for a field of an object",
            lambda block: (block.first + parent if parent >= 0 else None for parent in block.columns.parents),
        ),
        _text("address", "`<contract>/<object>/<field>…`", lambda block: block.addresses, is_nullable=False),
        _text(
            "name",
            "the name; `[]`, `{key}` and `{value}` in arrays and maps",
            lambda block: block.columns.names,
        ),
        _text(
            "path",
            "the names, starting with the object's, such as `plays/artist/id`",
            lambda block: block.paths,
            is_nullable=False,
        ),
        _text("logical_type", "the logical type", lambda block: block.columns.logical_types),
        _text("physical_type", "the physical type", lambda block: block.columns.physical_types),
        _text("physical_name", "the physical name", _some("physical_name")),
        _text(
            "classification",
            "the effective level: its own, or that of its container, a linked definition or its sources",
            _levels,
        ),
        Column(
            "classification_rank",
            Type.INTEGER,
            "the rank of that level; 0 is the least sensitive",
            lambda block: block.ranks,
        ),
        _text(
            "stated_classification",
            "the level that it declares itself",
            lambda block: block.columns.classifications,
        ),
        _text("data_category", "the data category, such as `user.contact.email`", _custom("dataCategory")),
        Column(
            "personal_data",
            Type.BOOLEAN,
            "whether its data category denotes personal data",
            _personal,
            is_nullable=False,
        ),
        _text("deidentification", "the method of de-identification", _method),
        _flag("is_required", "whether it is required", REQUIRED),
        _flag("is_unique", "whether its values are unique", UNIQUE),
        _flag("is_key", "whether it belongs to the primary key", KEY),
        _flag("is_deprecated", "whether it is marked as deprecated", DEPRECATED),
        _flag("is_described", "whether it has a description", DESCRIBED),
        _text("format", "the format (`logicalTypeOptions.format`)", _option("format")),
        Column(
            "timezone",
            Type.BOOLEAN,
            "whether a timestamp has a time zone; NULL if not declared",
            _boolean("timezone"),
        ),
        _text(
            "default_timezone", "the time zone of a timestamp, such as `Etc/UTC`", _option("defaultTimezone")
        ),
        _text("pattern", "the regular expression (`logicalTypeOptions.pattern`)", _option("pattern")),
        _text("encrypted_name", "the name of the encrypted field", _some("encrypted_name")),
        _text("transform_logic", "the transformation (`transformLogic`)", _some("logic")),
        _text(
            "business_name",
            "the business name",
            lambda block: (words(each.get("businessName")) for each in block.values),
        ),
        _text(
            "description",
            "the description",
            lambda block: (words(each.get("description")) for each in block.values),
        ),
    ),
    ("field_id", "object_id", "contract_id", "parent_id", "address", "name"),
)


class _Edges:
    """The edges of column lineage."""

    def __init__(self, source: MeshSource) -> None:
        self.source = source
        self.columns = source.mesh.derived(columns)
        self._addresses: dict[int, str] = {}

    def address(self, field: int) -> str:
        """Return the address of a field; built once for each field."""
        if field not in self._addresses:
            self._addresses[field] = self.columns.address(field)
        return self._addresses[field]


_KINDS = {DECLARED: "declared", FROM_SQL: "sql", DECLARED | FROM_SQL: "both"}

LINEAGE: Table[Any] = Table(
    "lineage",
    "Column lineage: the fields that each field derives from, as declared or as its SQL reads them.",
    lambda source: [_Edges(source)],
    (
        Column(
            "field_id",
            Type.INTEGER,
            "the derived field",
            lambda edges: (field + 1 for field in edges.columns.targets),
            is_nullable=False,
        ),
        Column(
            "source_field_id",
            Type.INTEGER,
            "a field that it derives from",
            lambda edges: (field + 1 for field in edges.columns.sources),
            is_nullable=False,
        ),
        Column(
            "address",
            Type.TEXT,
            "the address of the derived field",
            lambda edges: map(edges.address, edges.columns.targets),
            is_nullable=False,
        ),
        Column(
            "source_address",
            Type.TEXT,
            "the address of the field that it derives from",
            lambda edges: map(edges.address, edges.columns.sources),
            is_nullable=False,
        ),
        Column(
            "kind",
            Type.TEXT,
            "`declared`, `sql` or `both`",
            lambda edges: map(_KINDS.get, edges.columns.kinds),
            is_nullable=False,
        ),
    ),
    ("field_id", "source_field_id"),
)

FIELD_TABLES = (FIELD, LINEAGE)
