"""
A sample or an example shows data that is too sensitive.

Everyone who can read the repository can read a sample, and it is copied into the catalog and every clone; a
listener's address remains there even after it is deleted from the source.

The rule checks the columns of samples and the `examples` of properties whose effective level is above the
registry's `sampleLevel` (by default the second lowest): the declared level, else that of the column's sources,
and at least the `minimumLevel` of its `dataCategory`.
Such values are accepted if one of these custom properties is set:

- `synthetic: true`: the values are made up. It can be set on the contract, an object or a property; the innermost
one counts.
- `mask: "***"` on the property: this string replaces each value. Masked values are not checked further.

If a level is missing or not registered, this rule is silent, because `missing-classification` and
`unknown-classification` report it; the catalog shows `•••` in place of each such value, and of each value that
this rule reports.
Without a registry of levels the rule does not run, and the catalog shows public, internal and unclassified
values, unless their `dataCategory` begins with `user.`.
The rule checks the first 1,000 rows; if a sample cannot be read that far, each sensitive column is reported.

```yaml bad contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties:
      - property: runTime
        value: PT1H
    quality:
      - metric: rowCount
        dimension: completeness
        description: Fewer rows than this means that a region is missing.
        mustBeGreaterThan: 1000
        unit: rows
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        description: Identifies the play.
        primaryKey: true
        required: true
        unique: true
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
        examples: [marta.k@example.org]
#                  ^^^^^^^^^^^^^^^^^^^ the examples of `plays/email` are confidential, but samples may show data up to level internal only; state `synthetic: true` or a `mask`
```
```csv bad sample products/player/play-events/contracts/samples/plays.csv
play_id,email
#       ^^^^^ the sample shows `email`, which is confidential, but samples may show data up to level internal only; state `synthetic: true` or a `mask`
p1,marta.k@example.org
```
```yaml good contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties:
      - property: runTime
        value: PT1H
    quality:
      - metric: rowCount
        dimension: completeness
        description: Fewer rows than this means that a region is missing.
        mustBeGreaterThan: 1000
        unit: rows
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        description: Identifies the play.
        primaryKey: true
        required: true
        unique: true
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
        examples: [marta.k@example.org]
        customProperties:
          - property: synthetic
            value: true
```
```csv good sample products/player/play-events/contracts/samples/plays.csv
play_id,email
p1,joaquim.s@example.com
```
```yaml good contract
schema:
  - name: plays
    physicalName: plays
    physicalType: table
    description: Plays of tracks by listeners.
    dataGranularityDescription: One row a play.
    customProperties:
      - property: runTime
        value: PT1H
    quality:
      - metric: rowCount
        dimension: completeness
        description: Fewer rows than this means that a region is missing.
        mustBeGreaterThan: 1000
        unit: rows
    properties:
      - name: play_id
        logicalType: string
        physicalType: varchar(36)
        description: Identifies the play.
        primaryKey: true
        required: true
        unique: true
        classification: internal
        transformSourceObjects: [player_backend_events]
      - name: email
        logicalType: string
        physicalType: varchar(254)
        description: Where the receipt was sent to.
        classification: confidential
        examples: ["***"]
        customProperties:
          - property: mask
            value: "***"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.disclosure import Disclosure, Exposure, disclosure
from meshwright.finding.finding import FORMERLY_OF_ALL, Finding, Related, Severity
from meshwright.mesh.disclosure import column_fields, mask_of
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.samples import Sample

Shown = tuple[int, "At"]
"""A field, and the location of one of its values."""


@rule("sensitive-sample", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Classification",))
def sensitive_sample(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each field whose examples are too sensitive, and for each column of a sample that
    is too sensitive.
    """
    known = mesh.derived(disclosure)
    for contract in mesh.contracts:
        yield from _findings(contract, list(_examples(contract, known)), known, None)
    for sample in mesh.samples:
        if sample.contract is not None:
            shown = list(_columns(sample, sample.contract, known))
            yield from _findings(sample.contract, shown, known, sample)


def _examples(contract: Contract, known: Disclosure) -> Iterator[Shown]:
    columns = contract.fact.fields
    for field, values in columns.more.get("examples", {}).items():
        if known.exposure(contract, field) is Exposure.SENSITIVE:
            mask = mask_of(columns, field)
            at = next((at for at, value in enumerate(values) if value not in (None, mask)), None)
            if at is not None:
                yield field, contract.home.at(*columns.path(field), "examples", at)


def _columns(sample: Sample, contract: Contract, known: Disclosure) -> Iterator[Shown]:
    rows, fields = sample.fact.rows(), column_fields(sample)
    sensitive = {column: field for column, field in fields.items() if _is_sensitive(contract, field, known)}
    if not sensitive:
        return
    for position, column in enumerate(sample.fact.columns):
        field = sensitive.get(column, -1)
        if field < 0:
            continue
        cells = ((at, row[column]) for at, row in enumerate(rows) if column in row)
        first = next((at for at, cell in cells if known.reveals(contract, field, cell)), None)
        if first is not None and sample.fact.form == "jsonl":
            yield field, sample.home.at("rows", first, column)
        elif first is not None or not sample.fact.is_whole:
            yield field, sample.home.at("columns", position)


def _is_sensitive(contract: Contract, field: int, known: Disclosure) -> bool:
    return known.exposure(contract, field) is Exposure.SENSITIVE


def _findings(
    contract: Contract, shown: list[Shown], known: Disclosure, sample: Sample | None
) -> Iterator[Finding]:
    """Report each finding at the location of the value, without quoting it."""
    ladder = known.levels.ladder if known.levels else None
    if not shown or ladder is None or ladder.sample_rank is None:
        return
    fact = contract.fact
    worst = max(shown, key=lambda each: known.highest(contract, each[0]))
    for field, at in shown:
        name = fact.fields.name(field, fact.objects)
        level = ladder.levels[known.highest(contract, field)]
        what, verb = f"the examples of `{name}`", "are"
        if sample is not None:
            what, verb = f"the sample shows `{name.partition('/')[2]}`, which", "is"
        yield Finding(
            f"{what} {verb} {level}, but samples may show data up to level "
            f"{ladder.levels[ladder.sample_rank]} only; "
            "state `synthetic: true` or a `mask`",
            at,
            (Related("its level", contract.home.name(*fact.fields.path(field))),),
            discriminator=name if sample is not None else "",
            subject=name.partition("/")[2] if sample is not None else "",
            former=FORMERLY_OF_ALL if sample is not None and (field, at) == worst else (),
        )
