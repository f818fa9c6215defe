"""
A field's physical type cannot hold its logical type.

One of the two is wrong, and consumers who rely on the wrong one lose or misinterpret values. The rule knows
the types of SQL databases, Avro, Parquet and Spark, and does not check others. It also accepts deliberate
choices: dates as numbers, decimals and times as `string` in a format that lacks a type for them, dates as
text with a `format` in files or on topics, and anything as text in CSV, JSON and other formats without types.

```yaml bad contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: integer
        physicalType: varchar(36)
#                     ^^^^^^^^^^^ physical type `varchar(36)` cannot hold logical type `integer`
        required: true
```
```yaml fixed contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        required: true
```
```yaml good contract
schema:
  - name: plays
    physicalType: table
    properties:
      - name: play_id
        logicalType: string
        physicalType: PlayIdentifier
        required: true
      - name: played_on
        logicalType: date
        physicalType: int
        description: The day of the play in UTC, as days since 1970.
        required: true
      - name: added_on
        logicalType: date
        physicalType: varchar(10)
        description: The day on which the track was added.
        logicalTypeOptions: {format: yyyy-MM-dd}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Fix, Related, Replace, Severity
from meshwright.mesh.items import Contract
from meshwright.quantities.physical import family, is_contradicted, is_text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("logical-physical-mismatch", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def logical_physical_mismatch(contract: Contract, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for all fields with the same pair of types; the fix assumes that the physical type is right."""
    fields = contract.fact.fields
    options = fields.more.get("options", {})
    homes = [_home(each.type, each.settings.get("format")) for each in contract.fact.servers]
    untyped, loose = "untyped" in homes, bool(set(homes) - {"typed"})
    pairs: dict[tuple[str, str], list[int]] = {}
    for index, (logical, physical) in enumerate(
        zip(fields.logical_types, fields.physical_types, strict=True)
    ):
        if not (logical and physical and is_contradicted(logical, physical)):
            continue
        is_dated = logical in _TEMPORAL and (loose or options.get(index, {}).get("format"))
        if not (is_text(physical) and logical in _SCALAR and (untyped or is_dated)):
            pairs.setdefault((logical, physical), []).append(index)
    for (logical, physical), found in pairs.items():
        places = [contract.home.at(*fields.path(index)) for index in found]
        count = f" ({len(found)} fields)" if len(found) > 1 else ""
        known = family(physical)
        edits = tuple(Replace(at / "logicalType", known.natural) for at in places) if known else ()
        yield Finding(
            f"physical type `{physical}` cannot hold logical type `{logical}`{count}",
            places[0] / "physicalType",
            (
                Related("the logical type", places[0] / "logicalType"),
                *(Related("here too", at / "physicalType") for at in places[1:]),
            ),
            fix=Fix(edits, safe=False, title=f"change the type to `{known.natural}`") if known else None,
        )


_TEMPORAL = frozenset({"date", "time", "timestamp"})
_SCALAR = _TEMPORAL | {"integer", "number", "boolean"}
"""The logical types that text can represent."""
_FILES = frozenset({"azure", "custom", "gcs", "kafka", "kinesis", "local", "pubsub", "s3", "sftp"})
"""Server types for files or messages, in which the format determines whether columns have types."""
_TYPED = frozenset({"avro", "delta", "hudi", "iceberg", "orc", "parquet", "protobuf"})


def _home(server: str | None, stated: object) -> str:
    """Return the kind of a server's columns: `typed` as in a database, `files` (typed, but dates may be text), or `untyped`."""
    if (server or "").casefold() not in _FILES:
        return "typed"
    return "files" if not isinstance(stated, str) or stated.casefold() in _TYPED else "untyped"
