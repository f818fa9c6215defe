"""
A composite foreign key cannot work.

A database rejects the key, and a join that uses it ignores columns and multiplies rows.
Both sides need the same number of columns, in the same order and without repetition; all columns of a side must
belong to one object. A key that refers to only some columns of a primary key causes a warning, because these columns
might not identify a row.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: track_id
        logicalType: string
      - name: country
        logicalType: string
    relationships:
      - from: [plays.track_id, plays.country]
        to: [licences.track_id]
#           ^^^^^^^^^^^^^^^^^^^ foreign key with 2 columns refers to 1; name the same number of columns on both sides
      - from: [plays.track_id, plays.track_id]
#                              ^^^^^^^^^^^^^^ duplicate column `plays.track_id` in a foreign key; name each column once
        to: [licences.track_id, licences.country]
      - from: [plays.track_id, plays.country]
        to: [licences.track_id, plays.country]
#                               ^^^^^^^^^^^^^ `plays.country` and `licences.track_id` belong to different objects; refer to a single object
  - name: licences
    properties:
      - name: track_id
        logicalType: string
        primaryKey: true
        required: true
        unique: true
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        transformSourceObjects: [player_backend_events]
      - name: track_id
        logicalType: string
      - name: country
        logicalType: string
    relationships:
      - from: [plays.track_id, plays.country]
        to: [licences.track_id, licences.country]
  - name: licences
    properties:
      - name: track_id
        logicalType: string
        primaryKey: true
        required: true
        unique: true
        transformSourceObjects: [player_backend_events]
      - name: country
        logicalType: string
```
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from meshwright.facts.fields import KEY, UNIQUE
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Contract
from meshwright.mesh.references import Resolved
from meshwright.mesh.relationships import relations
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.relationships import RelationshipEnd, ResolvedRelationship

    _Keys = dict[tuple[Contract, int | None], dict[int, None]]
    """The primary key columns of each object."""

_MOST_COLUMNS = 20
"""The maximum number of key columns in a finding."""


@rule("foreign-key-mismatch", on=Contract, severity=Severity.ERROR, since="0.1", preset="essential")
def foreign_key_mismatch(contract: Contract, mesh: Mesh) -> Iterator[Finding]:
    """Compare both sides of each relationship; other rules report unresolved ends."""
    keys: _Keys = {}
    for relation in relations(contract, mesh):
        sources, targets = relation.sources, relation.targets
        if not sources or not targets:
            continue
        if len(sources) != len(targets):
            columns = "column" if len(sources) == 1 else "columns"
            message = f"foreign key with {len(sources)} {columns} refers to {len(targets)}"
            at = contract.home.at(*relation.path, "to")
            yield Finding(f"{message}; name the same number of columns on both sides", at)
        else:
            yield from _partial(relation, contract, keys)
        for side in (sources, targets):
            yield from _twice(side, contract)
            yield from _apart(side, contract)


def _twice(side: tuple[RelationshipEnd, ...], contract: Contract) -> Iterator[Finding]:
    """Yield a finding for each column that is repeated on one side."""
    first: dict[object, RelationshipEnd] = {}
    for end in side:
        known = isinstance(end.target, Resolved)
        key = (end.target.contract.home, end.target.field) if isinstance(end.target, Resolved) else end.text
        if key in first and (known or end.text):
            message = f"duplicate column `{end.text}` in a foreign key; name each column once"
            related = (Related("the first one", contract.home.at(*first[key].path)),)
            yield Finding(message, contract.home.at(*end.path), related, discriminator=end.text)
        first.setdefault(key, end)


def _apart(side: tuple[RelationshipEnd, ...], contract: Contract) -> Iterator[Finding]:
    """Yield a finding if the columns on one side belong to different objects."""
    known = [
        (end, end.target) for end in side if isinstance(end.target, Resolved) and end.target.field is not None
    ]
    for end, target in known[1:]:
        first, own = known[0]
        if (target.contract, target.object) != (own.contract, own.object):
            message = f"`{end.text}` and `{first.text}` belong to different objects; refer to a single object"
            yield Finding(message, contract.home.at(*end.path), discriminator=end.text)
            return


def _partial(relation: ResolvedRelationship, contract: Contract, keys: _Keys) -> Iterator[Finding]:
    """Yield a warning if the target columns are only part of a composite primary key and are not unique.
    `keys` caches the primary keys.
    """
    resolved = [end.target for end in relation.targets if isinstance(end.target, Resolved)]
    fields = {each.field for each in resolved if each.field is not None}
    objects = {(each.contract, each.object) for each in resolved}
    if len(fields) != len(relation.targets) or len(objects) != 1:
        return
    (target, number), columns = next(iter(objects)), resolved[0].contract.fact.fields
    if (target, number) not in keys:
        found = (at for at in range(len(columns)) if columns.flags[at] & KEY and columns.object(at) == number)
        keys[target, number] = dict.fromkeys(found)
    within = keys[target, number]
    if not fields < within.keys() or any(columns.flags[at] & UNIQUE for at in fields):
        return
    name = target.fact.objects[number or 0].name
    yield Finding(
        f"foreign key refers to {len(fields)} of the {len(within)} key columns of `{name}`",
        contract.home.at(*relation.path, "to"),
        tuple(
            Related("a key column", target.home.at(*columns.path(at), "primaryKey"))
            for at in islice(within, _MOST_COLUMNS)
        ),
        severity=Severity.WARNING,
    )
