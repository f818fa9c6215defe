"""
A meaning links columns that the domain does not have.

A column was renamed or removed, so the link is broken and the data can no longer be joined.
A glob with wildcards need not match a column yet.

```yaml bad entity
name: artist
```
```yaml bad meaning
schemes:
  - scheme: isni
    columns:
      - plays/isny
#       ^^^^^^^^^^ domain `player` has no column `plays/isny`; did you mean `plays/isni`?
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        authoritativeDefinitions: [{type: semanticDefinition, url: "entity:none"}]
```
```yaml fixed entity
name: artist
```
```yaml fixed meaning
schemes:
  - scheme: isni
    columns:
      - plays/isni
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        authoritativeDefinitions: [{type: semanticDefinition, url: "entity:none"}]
```
```yaml good entity
name: artist
```
```yaml good meaning
schemes:
  - scheme: isni
    columns:
      - plays/*isni
      - "*/main_artist_isni"
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: main_isni
        logicalType: string
        description: The artist credited first.
        classification: public
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.identifier_links import columns_of, linked
from meshwright.finding.finding import Cause, Finding, Fix, Replace, Severity, did_you_mean
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "link-without-column",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Entity", "Meaning"),
)
def link_without_column(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Find linked columns that do not exist and cannot be in an unreadable file."""
    if any(broken.sketch.kind in (None, "DataContract", "DataProduct") for broken in mesh.broken):
        return
    lost = mesh.derived(linked).idle
    columns = _columns(mesh, {each.domain for each in lost})
    for each in lost:
        near = nearest(each.column, columns.get(each.domain, ()))
        fix = Fix((Replace(each.at, near),), safe=False, title=f"link `{near}`") if near else None
        yield Finding(
            f"domain `{each.domain}` has no column `{each.column}`{did_you_mean(near)}",
            each.at,
            fix=fix,
            causes=(Cause(replace(each.at, path=("domain",)), "unknown-domain"),),
        )


def _columns(mesh: Mesh, domains: set[str]) -> dict[str, set[str]]:
    """Return the columns of the given domains."""
    found: dict[str, set[str]] = {}
    for contract in mesh.contracts:
        domain = domain_of(contract, mesh)
        if domain in domains:
            for number, each in enumerate(contract.fact.objects):
                names = (f"{each.name}/{field}" for field in columns_of(contract, number))
                found.setdefault(domain, set()).update(names)
    return found
