"""The proof for PostgreSQL: substitutes for tables and roles, and the access that the model grants each person.

There is one person without roles, one for each role, and one for each pair of roles that read the same port; on other
ports, pairs of roles have no effect. Substitute tables have two rows, with column types derived from the logical types;
substitute roles do not have the members of the real roles. This module does not connect to a server.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.access.grants import days_of
from meshwright.analysis.access.levels import MaskKind
from meshwright.enforcement.postgresql.names import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.enforcement.relations import Column, Database, Relation
    from meshwright.mesh.items import Contract

ROWS = 2
_TYPES = {"string": "text", "integer": "bigint", "number": "numeric", "boolean": "boolean", "date": "date"}
_HASH = re.compile("[0-9a-f]{64}")
Seen = tuple[str | None, ...] | None
"""The values of a column as text, sorted; None if access is denied."""


class Person(NamedTuple):
    """A substitute reader, with the groups and service accounts to which it belongs."""

    role: str
    identities: tuple[Identity, ...]
    attributes: Mapping[str, frozenset[str]]


class Substitutes:
    """The substitutes for tables, roles and readers in a database."""

    def __init__(self, access: Access, database: Database, scratch: str) -> None:
        self._access = access
        self.owner = f"{scratch}_owner"
        contracts = {each.contract: None for each in database.relations}
        self._grants = [grant for each in contracts for grant in access.grants_of.get(each, ())]
        identities = sorted({each.identity for each in self._grants}, key=lambda each: each.order)
        self.roles = {each: f"{scratch}_reader_{number}" for number, each in enumerate(identities)}
        """The substitute role of each group and service account."""
        names = sorted({owner for each in database.relations for owner in each.owners})
        self.owners = {name: f"{scratch}_loader_{number}" for number, name in enumerate(names)}
        """The substitute roles of accounts that own data."""
        self._filters = {
            (each.contract, condition.field, condition.attribute)
            for each in self._grants
            if each.rows
            for condition in each.rows.conditions
        }
        self._contracts: dict[Identity, set[Contract]] = {}
        for grant in self._grants:
            self._contracts.setdefault(grant.identity, set()).add(grant.contract)
        groups = [(), *((each,) for each in identities), *self._pairs(identities)]
        self.persons = tuple(
            Person(f"{scratch}_person_{number}", each, self._attributes(number, database))
            for number, each in enumerate(groups)
        )

    def _pairs(self, identities: Iterable[Identity]) -> Iterator[tuple[Identity, Identity]]:
        """Yield the pairs of readers with grants on the same contract."""
        for one, other in combinations(identities, 2):
            if self._contracts[one] & self._contracts[other]:
                yield one, other

    def asked(self, person: Person, database: Database) -> Iterator[Relation]:
        """Yield the tables to test for a person: all tables or, for a person with a pair of roles, those that both
        roles may read.
        """
        for each in database.relations:
            if len(person.identities) < 2 or all(
                each.contract in self._contracts[one] for one in person.identities
            ):
                yield each

    def days(self, on: date) -> tuple[date, ...]:
        """Return the days to test: `on`, and the days on which grants start or end, each with the days before and after."""
        found = {on}
        for each in days_of(self._grants):
            found.update(each + timedelta(days=step) for step in (-1, 0, 1))
        return tuple(sorted(found))

    def renamed(self, database: Database, name: str) -> Database:
        """Return the database under another name, with substitutes for its roles."""
        return database._replace(
            name=name,
            relations=tuple(
                replace(
                    each,
                    readers=tuple(one._replace(role=self.roles[one.grant.identity]) for one in each.readers),
                    owners=tuple(self.owners[one] for one in each.owners),
                )
                for each in database.relations
            ),
        )

    def tables(self, database: Database) -> Iterator[str]:
        """Yield the statements that create the tables, with rows and with privileges that the script must revoke."""
        for schema in sorted({each.schema for each in database.relations}):
            yield f"CREATE SCHEMA {identifier(schema)}"
            yield f"GRANT USAGE ON SCHEMA {identifier(schema)} TO PUBLIC"
        for each in database.relations:
            name = f"{identifier(each.schema)}.{identifier(each.name)}"
            columns = ", ".join(f"{identifier(one.name)} {_type(one)}" for one in each.columns)
            yield f"CREATE TABLE {name} ({columns})"
            yield f"GRANT SELECT ON {name} TO PUBLIC"
            for row in range(ROWS) if each.columns else ():
                values = ", ".join(literal(self._value(each, one, row)) for one in each.columns)
                yield f"INSERT INTO {name} VALUES ({values})"

    def expected(self, person: Person, relation: Relation, day: date) -> dict[str, Seen]:
        """Return the values that a person may see in each column on a day, according to the model."""
        visibilities = self._access.visibilities
        grants = [
            each
            for each in self._access.grants_of.get(relation.contract, ())
            if each.identity in person.identities
            and each.is_in_force(day)
            and each.server in ("", relation.server)
        ]
        rows = []
        for row in range(ROWS):
            passing = [each for each in grants if self._passes(each, person, relation, row)]
            best = {
                column.name: max((visibilities(each)[column.field] for each in passing), default=0)
                for column in relation.columns
            }
            if any(best.values()):
                rows.append((row, best))
        found: dict[str, Seen] = {}
        for column in relation.columns:
            if not any(visibilities(each)[column.field] for each in grants):
                found[column.name] = None
                continue
            values = [self._shown(relation, column, row, best[column.name]) for row, best in rows]
            found[column.name] = tuple(sorted(values, key=str))
        return found

    def _shown(self, relation: Relation, column: Column, row: int, visibility: int) -> str | None:
        value = self._value(relation, column, row)
        if visibility == Visibility.CLEAR:
            return value
        return _masked(column, value) if visibility == Visibility.MASKED else None

    def _passes(self, grant: Grant, person: Person, relation: Relation, row: int) -> bool:
        names = relation.contract.fact.fields.names
        columns = {names[each.field]: each for each in relation.columns}
        for condition in grant.rows.conditions if grant.rows else ():
            if condition.field not in columns:
                return False
            own = person.attributes.get(condition.attribute, frozenset())
            if not condition.is_in and len(own) != 1:
                return False
            if self._value(relation, columns[condition.field], row) not in own:
                return False
        return True

    def _attributes(self, number: int, database: Database) -> dict[str, frozenset[str]]:
        """Return a person's attributes: the values in the first row, in the second row, in both or in neither."""
        found: dict[str, set[str]] = {}
        rows = ((0,), (1,), (0, 1), ())[number % 4]
        for relation in database.relations:
            names = relation.contract.fact.fields.names
            for column in relation.columns:
                for contract, field, attribute in self._filters:
                    if contract is relation.contract and field == names[column.field]:
                        values = found.setdefault(attribute, set())
                        values.update(self._value(relation, column, row) for row in rows)
        return {name: frozenset(values) for name, values in sorted(found.items())}

    def _value(self, relation: Relation, column: Column, row: int) -> str:
        """Return a column's value in a row, as text. The value differs by row and, except in filtered columns, by column."""
        name = relation.contract.fact.fields.names[column.field]
        is_filtered = any(each[0] is relation.contract and each[1] == name for each in self._filters)
        number = (0 if is_filtered else 10 * column.field) + row
        zone = "+00" if _type(column) == "timestamptz" else ""
        return {
            "text": f"value {number} of a column",
            "bigint": str(1000 + number),
            "numeric": f"{number}.5",
            "boolean": "true" if row else "false",
            "date": f"{2001 + row}-05-03",
            "timestamp": f"{2001 + row}-05-03 23:30:00",
            "timestamptz": f"{2001 + row}-05-03 23:30:00{zone}",
        }.get(_type(column), f'{{"part": {number}}}')


def alike(seen: Seen, wanted: Seen) -> bool:
    """Return whether the values equal the expected values; for keyed hashes, only the format is compared."""
    if seen is None or wanted is None:
        return seen is wanted
    hashes = sum(each == "hash" for each in wanted)
    plain = [each for each in wanted if each != "hash"]
    others = [each for each in seen if each is None or not (hashes and _HASH.fullmatch(each))]
    return others == plain and len(seen) == len(plain) + hashes


def written(seen: Seen) -> str:
    """Return values as text for a message."""
    if seen is None:
        return "refused"
    return ", ".join("null" if each is None else each for each in seen) or "no rows"


def attribute_rows(persons: Iterable[Person]) -> list[tuple[str, str, str]]:
    """Return the rows of the attribute table."""
    return [
        (each.role, name, value)
        for each in persons
        for name, values in each.attributes.items()
        for value in sorted(values)
    ]


def names_of(identities: Collection[Identity]) -> str:
    """Return the names of a person's groups and service accounts."""
    return " and ".join(str(each) for each in identities) or "no group"


def _type(column: Column) -> str:
    if column.logical_type != "timestamp":
        return _TYPES.get(column.logical_type, "jsonb")
    physical = column.physical_type.casefold()
    return "timestamptz" if "tz" in physical or "with time zone" in physical else "timestamp"


def _masked(column: Column, value: str) -> str | None:
    """Return a value with the column's mask applied; this is computed independently of the view's expression."""
    mask = column.mask
    if mask is None or mask.kind is MaskKind.NULLIFY:
        return None
    if mask.kind is MaskKind.CONSTANT:
        return str(mask.value).lower() if isinstance(mask.value, bool) else str(mask.value)
    if mask.kind is MaskKind.FIRST:
        return value[: mask.length]
    if mask.kind is MaskKind.KEYED_HASH:
        return "hash"
    time = f" 00:00:00{value[19:]}" if len(value) > len("2001-01-01") else ""
    return f"{value[:4]}-01-01{time}"
