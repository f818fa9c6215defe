"""Models and sources in a dbt properties file (`schema.yml`) as ODCS objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.quantities.physical import family

if TYPE_CHECKING:
    from collections.abc import Iterator

_REF = re.compile(r"""(?:ref|source)\((?:['"][^'"]*['"]\s*,\s*)?['"]([A-Za-z_]\w*)['"]\)""")


def dbt_objects(document: object) -> list[dict[str, Any]]:
    """Return an object for each model, seed, snapshot and source table that has columns."""
    return [made for each in _tables(document) if (made := _object(each))["properties"]]


def _tables(document: object) -> Iterator[dict[str, Any]]:
    if not isinstance(document, dict):
        return
    for key in ("models", "seeds", "snapshots"):
        yield from _mappings(document.get(key))
    for source in _mappings(document.get("sources")):
        yield from _mappings(source.get("tables"))


def _mappings(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict) and isinstance(each.get("name"), str))


def _object(table: dict[str, Any]) -> dict[str, Any]:
    columns = [_property(each) for each in _mappings(table.get("columns"))]
    for constraint in _constraints(table):
        if constraint.get("type") == "primary_key" and isinstance(constraint.get("columns"), list):
            _mark(columns, constraint["columns"])
    found = {"name": table["name"], "physicalType": "table", "description": table.get("description")}
    return {**_stated(found), "properties": columns}


def _mark(columns: list[dict[str, Any]], key: list[Any]) -> None:
    positions = {name: number for number, name in enumerate(key, start=1) if isinstance(name, str)}
    for column in columns:
        if column["name"] in positions:
            column |= {"required": True, "primaryKey": True, "primaryKeyPosition": positions[column["name"]]}


def _property(column: dict[str, Any]) -> dict[str, Any]:
    physical = column.get("data_type")
    known = family(physical) if isinstance(physical, str) else None
    tests = dict(_tests(column))
    kinds = {each.get("type") for each in _constraints(column)}
    is_key = "primary_key" in kinds
    found = {
        "name": column["name"],
        "logicalType": known.natural if known else None,
        "physicalType": physical,
        "description": column.get("description"),
        "required": is_key or "not_null" in tests or "not_null" in kinds or None,
        "unique": "unique" in tests or "unique" in kinds or None,
        "primaryKey": is_key or None,
        "enum": _enum(tests.get("accepted_values", {})),
        "relationships": _relationships(tests.get("relationships", {})),
    }
    return _stated(found)


def _tests(column: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the arguments of each test."""
    for key in ("tests", "data_tests"):
        given = column.get(key)
        for each in given if isinstance(given, list) else ():
            if isinstance(each, str):
                yield each, {}
            elif isinstance(each, dict) and each:
                name, said = next(iter(each.items()))
                arguments = said if isinstance(said, dict) else {}
                inner = arguments.get("arguments")
                yield name, inner if isinstance(inner, dict) else arguments


def _constraints(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    given = block.get("constraints")
    yield from (each for each in given if isinstance(each, dict)) if isinstance(given, list) else ()


def _enum(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    values = arguments.get("values")
    return [{"value": each} for each in values] if isinstance(values, list) else []


def _relationships(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    to, field = arguments.get("to"), arguments.get("field")
    found = _REF.search(to) if isinstance(to, str) else None
    return [{"to": f"{found[1]}.{field}"}] if found and isinstance(field, str) else []


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ("", [], {})}
