"""
A column looks like an identifier of an entity, but is not linked to it.

An unlinked column cannot be found or joined, and its identifiers are not checked. The rule compares names: it
reports columns whose names combine a word for the entity with a word for an identifier (`artist_id`,
`performerKey`), and columns named like a scheme. The finding is a notice until the domain has a `Meaning` for
the entity. If the column is not an identifier, declare this with `ignore` in the meaning, or with `entity:none` as the column's
`semanticDefinition`.

```yaml bad entity
name: artist
```
```yaml bad meaning
domain: player
schemes:
  - scheme: isni
    columns:
      - "*/isni"
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: performer_id
#             ^^^^^^^^^^^^ `plays/performer_id` looks like an identifier of `artist`, but is not linked to it
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml fixed entity
name: artist
```
```yaml fixed meaning
domain: player
schemes:
  - scheme: isni
    columns:
      - "*/isni"
      - plays/performer_id
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: performer_id
        logicalType: string
        description: The artist credited first.
        classification: public
```
```yaml good entity
name: artist
```
```yaml good meaning
ignore: ["*/performer_id"]
```
```yaml good contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: performer_id
        logicalType: string
        description: The performer in our seating plans.
        classification: public
```
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_guesses import suspects
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.finding.finding import Append, Finding, Fix, Severity
from meshwright.mesh.inheritance import domain_of, is_at_home
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.entities import Meaning
    from meshwright.analysis.meaning.identifier_guesses import LikelyIdentifier

_PLAIN = re.compile(r"[A-Za-z_][\w/-]*", re.ASCII)


@rule(
    "unlinked-polyseme",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def unlinked_polyseme(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each column that looks like an identifier. An unreadable file could link any column; an unresolved
    link is already reported.
    """
    if any(broken.sketch.kind in (None, "Entity", "Meaning") for broken in mesh.broken):
        return
    words = mesh.derived(vocabulary)
    lost = {
        (each.domain, each.entity, name) for each in mesh.derived(linked).idle for name in _ends(each.column)
    }
    for contract, found in mesh.derived(suspects).items():
        if not is_at_home(contract, mesh):
            continue
        domain = domain_of(contract, mesh) or ""
        for each in found:
            if lost.isdisjoint(_lost(each, domain)):
                yield _finding(each, words.said.get((domain, each.entity)))


def _ends(column: str) -> tuple[str, str]:
    """Return the object and the name of a column; an unresolved link with either could refer to the column."""
    return f"{column.partition('/')[0]}/", column.rpartition("/")[2]


def _lost(suspect: LikelyIdentifier, domain: str) -> Iterator[tuple[str, str, str]]:
    return ((domain, suspect.entity, name) for name in _ends(suspect.column))


def _finding(suspect: LikelyIdentifier, meaning: Meaning | None) -> Finding:
    fields, home = suspect.contract.fact.fields, suspect.contract.home
    return Finding(
        f"`{suspect.column}` looks like an identifier of `{suspect.entity}`, but is not linked to it",
        home.at(*fields.path(suspect.field), "name"),
        fix=_fix(suspect, meaning),
        discriminator=suspect.scheme.label if suspect.scheme else suspect.entity,
        severity=None if meaning else Severity.NOTICE,
    )


def _fix(suspect: LikelyIdentifier, meaning: Meaning | None) -> Fix | None:
    """Add the column to the scheme's list of linked columns in the domain's meaning, if there is one."""
    scheme = suspect.scheme
    if meaning is None or scheme is None or scheme.parts:
        return None
    use = next((each for each in meaning.uses if each.scheme == scheme.name and each.columns), None)
    if use is None:
        return None
    column = suspect.column.replace("/[]", "")
    return Fix(
        (Append(use.at / "columns", column if _PLAIN.fullmatch(column) else json.dumps(column)),),
        safe=False,
        title=f"link to `{scheme.label}` in the meaning",
    )
