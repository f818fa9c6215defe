"""
The SQL of a column cannot be read completely.

Its sources are unknown, so the column is assumed to read any column of its tables, or of the port's inputs.
If the column may contain data above its classification, this is a warning.
SQL is read in the dialect of the contract's first server whose type has a dialect. Queries, `INSERT`, `CREATE TABLE AS`,
`MERGE` and `UPDATE` are supported, as are dbt's `ref` and `source`.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformLogic: SELECT {{ hashed('play_id') }} AS statement_id FROM plays
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot read the SQL of `statement_id`: it is a template; declare `transformSourceObjects`
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformLogic: SELECT MD5(play_id) AS statement_id FROM {{ ref('plays') }}
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: confidential
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformLogic: SELECT TO_JSON(p) AS statement_id FROM plays AS p
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot read the SQL of `statement_id`: `p` is a table where a column is expected; declare `transformSourceObjects`
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.classification import sensitivity
from meshwright.analysis.sensitivity.unread import unread
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.sensitivity.unread import Unread


@rule("unread-sql", on=Mesh, severity=Severity.NOTICE, since="0.1")
def unread_sql(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each field separately, so that an exception for one does not cover another."""
    for each in unread(mesh):
        fact = each.contract.fact
        field = each.contract.home.at(*fact.fields.path(each.field))
        is_declared = each.field in fact.fields.more.get("sources", {})
        action = "" if is_declared else "; declare `transformSourceObjects`"
        yield Finding(
            f"cannot read the SQL of `{fact.fields.names[each.field]}`: {each.reason}{action}",
            field / "transformLogic",
            tuple(_may_come(each, mesh)),
            discriminator=fact.fields.name(each.field, fact.objects),
            severity=Severity.NOTICE if each.origin is None else Severity.WARNING,
        )


def _may_come(found: Unread, mesh: Mesh) -> Iterator[Related]:
    levels = mesh.derived(sensitivity)
    if levels is not None and found.origin is not None:
        known, level = levels.columns, levels.ladder.levels[levels.rank(found.origin)]
        yield Related(
            f"`{known.address(found.origin)}` is {level}, and may flow into it",
            known.at(found.origin) / "classification",
        )
