"""
A quality rule names a field that its object does not have.

The resulting check fails in production, or checks nothing and always passes.
The rule checks the `properties` (or `columns`) argument of rules with a `metric`, and the columns of its own object
that a rule's SQL reads: `{object}`, `{property}`, `${table}` and `${column}` are recognized.

```yaml bad contract
schema:
  - name: plays
    quality:
      - metric: duplicateValues
        arguments:
          properties: [play_id, playd_on]
#                               ^^^^^^^^ `plays` has no field `playd_on`; did you mean `played_on`?
        mustBe: 0
    properties:
      - name: play_id
        logicalType: string
        required: true
      - name: played_on
        logicalType: date
        description: The day of the play in UTC.
        required: true
```
```yaml fixed contract
schema:
  - name: plays
    quality:
      - metric: duplicateValues
        arguments:
          properties: [play_id, played_on]
        mustBe: 0
    properties:
      - name: play_id
        logicalType: string
        required: true
      - name: played_on
        logicalType: date
        description: The day of the play in UTC.
        required: true
```
```yaml bad contract
schema:
  - name: plays
    quality:
      - type: sql
        query: SELECT COUNT(*) FROM {object} WHERE playd_on IS NULL
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `plays` has no field `playd_on`; did you mean `played_on`?
        mustBe: 0
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        description: The day of the play in UTC.
        required: true
```
```yaml good contract
schema:
  - name: plays
    quality:
      - type: sql
        query: SELECT COUNT(*) FROM ${table} p LEFT JOIN days d ON d.day = p.played_on WHERE d.day IS NULL
        mustBe: 0
    properties:
      - name: play_id
        logicalType: string
      - name: played_on
        logicalType: date
        description: The day of the play in UTC.
        required: true
        quality:
          - type: sql
            query: SELECT COUNT(${column}) FROM plays WHERE {property} > CURRENT_DATE
            mustBe: 0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.sql.quality_sql import columns_of_object, is_read
from meshwright.finding.finding import At, Finding, Fix, Replace, Severity, did_you_mean
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odcs.walk import properties_of
from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Path
    from meshwright.standards.odcs.quality import QualityRule

NAMING = ("properties", "columns")
"""Arguments that contain field names."""


@rule(
    "quality-rule-names-no-field", on=DataContract, severity=Severity.ERROR, since="0.1", preset="essential"
)
def quality_rule_names_no_field(contract: DataContract) -> Iterator[Finding]:
    """Check the rules of objects and fields; a field is identified by its name, dotted path or physical name."""
    servers = tuple(server.type for server in contract.servers if server.type)
    for number, schema in enumerate(contract.schema_):
        fields = properties_of(contract.schema_, number)
        rules = [(("schema", number), schema.quality), *((path, field.quality) for field, path in fields)]
        if not any(_may_name_fields(each) for _, quality in rules for each in quality):
            continue
        names: dict[Path, str] = {}
        known: dict[str, None] = {}
        for field, path in fields:
            above = next(
                (names[path[:end]] for end in range(len(path) - 1, 2, -1) if path[:end] in names), ""
            )
            names[path] = f"{above}.{field.name}" if above and field.name else above or field.name
            known.update(dict.fromkeys(filter(None, (field.name, names[path], field.physical_name))))
        if not known or any(not field.name and isinstance(path[-1], int) for field, path in fields):
            continue
        folded = {each.casefold() for each in known}
        for path, quality in rules:
            yield from _unread(quality, path, servers)
            for at, name in _named(quality, path):
                if name not in known and not has_variable(name):
                    near = nearest(name, known)
                    fix = Fix((Replace(at, near),), safe=False, title=f"write `{near}`") if near else None
                    message = f"`{schema.name}` has no field `{name}`{did_you_mean(near)}"
                    yield Finding(message, at, fix=fix, discriminator=name)
            for at, name in _in_sql(quality, path, (schema.name, schema.physical_name), servers):
                if name.casefold() not in folded:
                    message = f"`{schema.name}` has no field `{name}`{did_you_mean(nearest(name, known))}"
                    yield Finding(message, at, discriminator=name)


def _may_name_fields(quality: QualityRule) -> bool:
    """Return whether a rule may contain a field name; most rules do not."""
    return quality.query is not None or (quality.metric is not None and bool(quality.arguments))


def _unread(quality: Iterable[QualityRule], path: Path, servers: tuple[str, ...]) -> Iterator[Finding]:
    """Report queries that cannot be parsed in any dialect of the servers; templates are not checked."""
    for position, each in enumerate(quality):
        if each.query is not None and not is_read(each.query, servers):
            yield Finding(
                "cannot verify the columns in this query: it cannot be read as SQL",
                At((*path, "quality", position, "query")),
                discriminator="unread",
                severity=Severity.WARNING,
            )


def _in_sql(
    quality: Iterable[QualityRule], path: Path, names: Iterable[str | None], servers: tuple[str, ...]
) -> Iterator[tuple[At, str]]:
    own = [name for name in names if name]
    for position, each in enumerate(quality):
        if each.query is not None:
            for name in columns_of_object(each.query, own, servers):
                yield At((*path, "quality", position, "query"), words=(name,)), name


def _named(quality: Iterable[QualityRule], path: Path) -> Iterator[tuple[At, str]]:
    for position, each in enumerate(quality):
        if each.metric is None:
            continue
        for key in NAMING:
            value = (each.arguments or {}).get(key)
            at = At((*path, "quality", position, "arguments", key))
            if isinstance(value, str):
                yield at, value
            elif isinstance(value, list | tuple):
                yield from ((at / number, name) for number, name in enumerate(value) if isinstance(name, str))
