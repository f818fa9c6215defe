"""
The SQL of a column reads columns other than the declared sources.

The declaration leads to the wrong column, and thus to the wrong classification, owner and promise. The rule compares
the columns from which the value is computed; columns that only select rows (in joins, conditions and groups) may be
declared but need not be. SQL that cannot be read with certainty is not compared.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects:
          - player/play-events/daily@1/plays/played_at
        transformLogic: SELECT MD5(p.play_id) AS statement_id FROM plays AS p
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the SQL reads `player/play-events/daily@1/plays/play_id`, but the declared source is `player/play-events/daily@1/plays/played_at`
```
```yaml fixed other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects:
          - player/play-events/daily@1/plays/play_id
        transformLogic: SELECT MD5(p.play_id) AS statement_id FROM plays AS p
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects:
          - player/play-events/daily@1/plays/play_id
          - player/play-events/daily@1/plays/played_at
        transformLogic: SELECT p.play_id AS statement_id FROM plays AS p WHERE p.played_at > '2026-01-01'
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.contradiction import contradictions
from meshwright.finding.finding import Append, Cause, Delete, Finding, Fix, Replace, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule
from meshwright.source.scalars import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.analysis.flow.columns import Columns
    from meshwright.analysis.flow.contradiction import Contradiction
    from meshwright.finding.finding import Edit
    from meshwright.mesh.mesh import Mesh

_SOURCES = ("transformLogic", "transformSourceObjects")
"""The two keys that could name a column that does not exist; either of them could be correct."""


@rule("lineage-contradicts-sql", on=Contract, severity=Severity.WARNING, since="0.1")
def lineage_contradicts_sql(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare the declared sources of each field with the columns that its SQL reads.

    The fix declares the columns that the SQL reads.
    """
    known = mesh.derived(columns)
    for each in contradictions(contract, mesh, known):
        field = contract.home.at(*contract.fact.fields.path(each.field))
        yield Finding(
            _message(each, known),
            replace(field / "transformLogic", words=_names(each, known))
            if each.read or each.strays
            else field / "transformSourceObjects" / each.unread[0][1],
            fix=_fix(each, contract, known) if not each.strays else None,
            discriminator=known.name(known.id(contract, each.field)),
            causes=tuple(Cause(field / key, "unknown-source-field") for key in _SOURCES),
        )


def _names(found: Contradiction, known: Columns) -> tuple[str, ...]:
    """Return the names that the SQL may use for the first column that it reads."""
    if not found.read:
        return (found.strays[0].name,)
    field = found.read[0]
    columns, index = known.contract(field).fact.fields, known.index(field)
    physical = columns.more.get("physical_name", {}).get(index)
    return tuple(filter(None, (columns.names[index], physical)))


def _message(found: Contradiction, known: Columns) -> str:
    read = [known.address(field) for field in found.read]
    unread = [known.address(field) for field, _ in found.unread]
    strays = [f"{stray.name}` of `{stray.object.contract.address}" for stray in found.strays]
    if not (read or strays):
        return f"the SQL does not read {_listed(unread)}"
    if not unread:
        verb = "are" if (read + strays)[1:] else "is"
        return f"the SQL also reads {_listed(read + strays)}, which {verb} not declared"
    declared = "sources are" if unread[1:] else "source is"
    return f"the SQL reads {_listed(read + strays)}, but the declared {declared} {_listed(unread)}"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _fix(found: Contradiction, contract: Contract, known: Columns) -> Fix:
    """Replace wrong entries with missing columns, then add or remove the remaining ones."""
    at = contract.home.at(*contract.fact.fields.path(found.field), "transformSourceObjects")
    read = [known.address(field) for field in found.read]
    entries = [entry for _, entry in found.unread]
    edits: list[Edit] = [
        Replace(at / entry, written(text)) for entry, text in zip(entries, read, strict=False)
    ]
    edits += (Append(at, written(text)) for text in read[len(entries) :])
    edits += (Delete(at / entry) for entry in entries[len(read) :])
    return Fix(tuple(edits), safe=False, title="declare what the SQL reads")
