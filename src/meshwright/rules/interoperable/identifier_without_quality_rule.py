"""
A linked column has no rule that detects wrong identifiers.

The scheme defines the format of its identifiers; a rule in the contract makes the pipeline check it before consumers
join. A pattern in `logicalTypeOptions` or in a quality rule is enough; a column that is the key of its object also
needs a rule against duplicates, unless the column is `unique`.

```yaml bad entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
```
```yaml bad meaning
domain: player
```
```yaml bad contract
schema:
  - name: plays
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
#             ^^^^ no quality rule checks that `plays/isni` matches the pattern of `artist/isni`
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml fixed entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
```
```yaml fixed meaning
domain: player
```
```yaml fixed contract
schema:
  - name: plays
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        logicalTypeOptions:
          pattern: "^[0-9]{15}[0-9X]$"
```
```yaml good entity
identifier:
  scheme: isni
  logicalType: string
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
```
```yaml good meaning
domain: player
```
```yaml good contract
schema:
  - name: plays
    quality: [{metric: rowCount, dimension: completeness, description: A region is missing., mustBeGreaterThan: 9}]
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        logicalTypeOptions:
          pattern: ^[0-9]{15}[0-9X]$
        description: The artist credited first.
        classification: public
```
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.identifying import form_of_link
from meshwright.facts.fields import KEY, UNIQUE
from meshwright.finding.finding import Append, Finding, Fix, Insert, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.finding.finding import Edit
    from meshwright.mesh.mesh import Mesh

_PATTERN, _TWINS = "the pattern", "duplicates"
_RULE = "metric: duplicateValues\ndimension: uniqueness\nmustBe: 0"


@rule(
    "identifier-without-quality-rule",
    on=Contract,
    severity=Severity.NOTICE,
    since="0.1",
    preset="strict",
    needs=("Entity",),
)
def identifier_without_quality_rule(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Report each column without the required rules; the fix adds them."""
    for link in mesh.derived(linked).of.get(contract, ()):
        what = list(_lacking(link, mesh))
        if what:
            yield Finding(
                f"no quality rule checks {_checked(link, what)}",
                contract.home.at(*contract.fact.fields.path(link.field), "name"),
                fix=Fix(tuple(_edits(link, what, mesh)), title="add the rules"),
            )


def _checked(link: IdentifierLink, what: list[str]) -> str:
    if _PATTERN not in what:
        return f"that `{link.column}` is unique"
    twins = " and is unique" if _TWINS in what else ""
    return f"that `{link.column}` matches the pattern of `{link.scheme.label}`{twins}"


def _lacking(link: IdentifierLink, mesh: Mesh) -> Iterator[str]:
    columns = link.contract.fact.fields
    form = form_of_link(link, mesh.derived(vocabulary))
    metrics = _more(link, "metrics") or ()
    options = _more(link, "options") or {}
    if columns.logical_types[link.field] not in (None, "string"):
        return
    if form.pattern and not options.keys() & {"pattern", "format"} and "invalidValues" not in metrics:
        yield _PATTERN
    flags = columns.flags
    if flags[link.field] & KEY and not flags[link.field] & UNIQUE and "duplicateValues" not in metrics:
        keys = [at for at, flag in enumerate(flags) if flag & KEY and columns.object(at) == link.object]
        if keys == [link.field]:
            yield _TWINS


def _more(link: IdentifierLink, name: str) -> Any:  # noqa: ANN401 - a sparse fact
    return link.contract.fact.fields.more.get(name, {}).get(link.field)


def _edits(link: IdentifierLink, what: list[str], mesh: Mesh) -> Iterator[Edit]:
    at = link.contract.home.at(*link.contract.fact.fields.path(link.field))
    pattern = form_of_link(link, mesh.derived(vocabulary)).pattern
    if _PATTERN in what and pattern is not None:
        text = json.dumps(pattern, ensure_ascii=False)
        if _more(link, "options"):
            yield Insert(at / "logicalTypeOptions", "pattern", text)
        else:
            yield Insert(at, "logicalTypeOptions", f"\n  pattern: {text}")
    if _TWINS in what:
        if _more(link, "metrics"):
            yield Append(at / "quality", _RULE)
        else:
            yield Insert(at, "quality", "\n  - " + _RULE.replace("\n", "\n    "))
