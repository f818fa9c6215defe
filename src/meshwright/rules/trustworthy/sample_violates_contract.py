"""
A sample does not conform to its contract.

Consumers trust the sample more than the contract, but one of the two is wrong. The rule checks the first
1,000 rows of `samples/<object>.csv` or `.jsonl` next to the contract (or of the file that an authoritative
definition of type `sampleData` names): columns, types, required and unique values, primary keys, enums and
the options of logical types. A cell with the `mask` of its property is not checked, and values that
`sensitive-sample` reports are not quoted. In CSV, an empty cell is null, and an empty cell in quotes is an
empty string. Patterns match anywhere in the value unless they are anchored; `unsupported-pattern` reports
those that cannot run in linear time. If a sample has more than 100 findings, one more finding states the
number of all others. The age of a sample is not checked, because a sample has no date; if a later
change to the contract makes a sample wrong, this rule reports it.

```yaml bad contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        primaryKey: true
        required: true
      - name: listened_ms
        logicalType: integer
        logicalTypeOptions:
          minimum: 0
        description: Time that sound came out.
        required: true
      - name: played_at
        logicalType: timestamp
```
```csv bad sample products/player/play-events/contracts/samples/plays.csv
play_id,listened_ms,playd_at
#                   ^^^^^^^^ the contract has no field `playd_at`; did you mean `played_at`?
p1,221000,2026-11-19T07:41:12Z
#^2 `p1` occurs twice in `play_id`, which must be unique (2 cells)
p1,-3,2026-11-19T07:44:55Z
#  ^^ `-3` in `listened_ms` is below its `minimum` of 0
p2,2 min,2026-11-19T07:44:55Z
#  ^^^^^ `2 min` in `listened_ms` is not an integer
p3,,2026-11-19T07:44:55Z
#  ^ `listened_ms` is empty but required
```
```jsonl good sample products/player/play-events/contracts/samples/plays.jsonl
{"play_id": "p1", "played_at": "2026-11-19T07:41:12Z"}
{"play_id": "p2", "played_at": "2026-11-19T07:44:55Z"}
```
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.disclosure import disclosure
from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.sample_validation import violations
from meshwright.rulekit.rule import rule
from meshwright.source.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.sample_validation import Violation
    from meshwright.mesh.samples import Sample

MOST_CELLS = 10
MOST_FINDINGS = 100
"""The maximum number of findings for one sample; one more finding states the number of all others."""


@rule("sample-violates-contract", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def sample_violates_contract(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Yield one finding for each column and kind of violation."""
    for sample in mesh.samples:
        found = violations(sample, mesh.derived(disclosure).is_shown)
        for violation in found[:MOST_FINDINGS]:
            yield _finding(sample, violation)
        if len(found) > MOST_FINDINGS:
            yield _rest(sample, found[MOST_FINDINGS:])


def _rest(sample: Sample, rest: tuple[Violation, ...]) -> Finding:
    """Combine all findings beyond the limit into one.

    Its fingerprint depends on them, so that a baseline cannot cover new findings.
    """
    which = "\n".join(f"{each.column} {each.kind}" for each in rest).encode(errors="surrogatepass")
    return Finding(
        f"{len(rest):,} more findings in this sample, beginning with: {rest[0].message}",
        sample.home.at(*rest[0].cells[0]),
        discriminator=" ".join(("more", sha256(which).hexdigest())),
    )


def _finding(sample: Sample, violation: Violation) -> Finding:
    part = Part.KEY if violation.is_key else Part.VALUE
    places = [sample.home.at(*cell, part=part) for cell in violation.cells[:MOST_CELLS]]
    count = len(violation.cells)
    related = [Related("here too", place) for place in places[1:]]
    causes: list[Cause] = []
    if sample.contract is not None:
        causes.append(Cause(sample.contract.home.at("schema", sample.object, "name"), "duplicate-object"))
    if violation.promise is not None and sample.contract is not None:
        promise = sample.contract.home.at(*violation.promise)
        related.insert(0, Related("required by the contract", promise))
        causes.append(Cause(promise, "contradictory-quality-rules"))
    return Finding(
        violation.message + (f" ({count:,} cells)" if count > 1 else ""),
        places[0],
        tuple(related[:MOST_CELLS]),
        discriminator=f"{violation.column} {violation.kind}",
        causes=tuple(causes),
    )
