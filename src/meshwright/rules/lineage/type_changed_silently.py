"""
A column copies values but has a different type.

Values are converted without an explanation: numbers can lose digits, leading zeros and time zones can disappear, and
equal values can become different. The rule reports columns that keep their name, and columns that SQL passes on
unchanged; a cast in `transformLogic`, or a text in `transformDescription`, explains the conversion. An integer may
become a number, because that loses nothing.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
      - name: played_at
        logicalType: string
#                    ^^^^^^ derives from `player/play-events/daily@1/plays/played_at`, a timestamp, but is a string; document the conversion
        physicalType: varchar(30)
        description: When the first play began, in UTC.
        transformSourceObjects:
          - player/play-events/daily@1/plays/played_at
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
      - name: played_at
        logicalType: string
        physicalType: varchar(30)
        description: When the first play began, in UTC.
        transformSourceObjects:
          - player/play-events/daily@1/plays/played_at
        transformLogic: SELECT CAST(p.played_at AS TEXT) AS played_at FROM plays AS p
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.sql_binding import readings
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.columns import Columns
    from meshwright.mesh.mesh import Mesh

_LOSSLESS = frozenset({("integer", "number")})


@rule("type-changed-silently", on=Contract, severity=Severity.WARNING, since="0.1")
def type_changed_silently(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Check the fields with exactly one source; yield one finding for each field."""
    more = contract.fact.fields.more
    if not more.keys() & {"sources", "reads"}:
        return
    known = mesh.derived(columns)
    own = contract.fact.fields
    for field in sorted({*more.get("sources", ()), *more.get("reads", ())}):
        edge = _edge_taken_over(field, contract, mesh, known)
        if edge is not None:
            source = known.sources[edge]
            there, index = known.place(source)
            of = there.fact.fields
            if field not in more.get("logic", ()) and of.names[index] != own.names[field]:
                continue
            before, after = of.logical_types[index], own.logical_types[field]
            if before and after and before != after and (before, after) not in _LOSSLESS:
                yield Finding(
                    f"derives from `{known.address(source)}`, {_one(before)}, "
                    f"but is {_one(after)}; document the conversion",
                    contract.home.at(*contract.fact.fields.path(field), "logicalType"),
                    (Related("its source", known.at(source) / "logicalType"),),
                    discriminator=f"{before} {after}",
                )


def _edge_taken_over(field: int, contract: Contract, mesh: Mesh, known: Columns) -> int | None:
    """Return the edge from the only field whose values a field copies; None if it has several sources or changes the
    values.
    """
    number = known.first[contract] + field
    edge, end = known.into[number], known.into[number + 1]
    more = contract.fact.fields.more
    stated = len(more["sources"].get(field, ("",))) if "sources" in more else 1
    if (end - edge, stated) != (1, 1) or number in known.foreign or field in more.get("is_explained", ()):
        return None
    if field in more.get("logic", ()):
        reading = mesh.derived(readings).get(contract, {}).get(field)
        return edge if reading and reading.is_whole and reading.effect == "identity" else None
    return edge


def _one(type_: str) -> str:
    return f"{'an' if type_[0] in 'aeiou' else 'a'} {type_}"
