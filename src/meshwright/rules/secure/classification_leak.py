"""
A field declares a lower level than its sources, without sufficient de-identification.

People who must not read the source can read the copy.
A pseudonym (`deidentification` by keyed-hash, tokenize or encrypt) lowers the level by one, but not below the
registry's floor; a count, sum or average over groups of a stated size (`minGroupSize`) lowers it to the level of
aggregates; a plain hash, a minimum or a maximum does not lower it. If it is unknown which field receives the data of
an input, the finding is only a warning.

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
#                       ^^^^^^^^ `statement_id` is internal but derives from `player/play-events/daily@1/plays/play_id`, which is confidential; no de-identification lowers it
        transformSourceObjects: [player/play-events/daily@1/plays/play_id]
```
```yaml fixed contract
schema:
  - name: plays
    properties:
      - name: play_id
        logicalType: string
        classification: confidential
```
```yaml fixed other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: confidential
        transformSourceObjects: [player/play-events/daily@1/plays/play_id]
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
        logicalType: string
        classification: internal
        transformSourceObjects: [player/play-events/daily@1/plays/play_id]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.classification import Sensitivity, sensitivity
from meshwright.analysis.sensitivity.unmapped_inputs import blind
from meshwright.finding.finding import Cause, Finding, Fix, Related, Replace, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.sensitivity.classification import Leak
    from meshwright.analysis.sensitivity.unmapped_inputs import UnmappedSensitivity

MOST_HOPS = 50
_MISSTATED = ("unknown-deidentification", "misspelt-custom-property")
"""The rules that report an unreadable de-identification."""


@rule(
    "classification-leak",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    needs=("Classification",),
    is_suppressible=False,
)
def classification_leak(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare the effective levels at each edge; a leak is reported at its first edge, with the path to the origin."""
    levels = mesh.derived(sensitivity)
    if levels is not None:
        for leak in levels.leaks():
            yield _leak(leak, levels)
        for each in mesh.derived(blind):
            yield _blind(each, levels)


def _leak(leak: Leak, levels: Sensitivity) -> Finding:
    known, ladder = levels.columns, levels.ladder.levels
    source, target = known.sources[leak.edge], known.targets[leak.edge]
    has = levels.reach(source)
    done = levels.masked.get(target)
    why = "no de-identification lowers it" if done is None else f"`{done.text}` does not lower it"
    if done is not None and leak.rank < has:
        why = f"`{done.text}` lowers it only to {ladder[leak.rank]}"
    at = known.at(target) / "classification"
    stated = known.at(target) / "customProperties" / "deidentification"
    name = known.name(target).partition("/")[2]
    edges = levels.origin(leak.edge)
    way = tuple(
        Related(
            f"`{known.address(known.targets[edge])}` derives from `{known.address(known.sources[edge])}`",
            known.edge_at(edge),
        )
        for edge in edges[:MOST_HOPS]
    )
    first = known.sources[edges[-1]]
    origin = Related(
        f"`{known.address(first)}` is {ladder[levels.reach(first)]}{_by_definition(first, levels)}",
        known.at(first) / "classification",
    )
    return Finding(
        f"`{name}` is {ladder[levels.allowed(target)]} but derives from `{known.address(source)}`, "
        f"which is {ladder[has]}; {why}",
        at,
        (*way, origin),
        Fix((Replace(at, ladder[leak.rank]),), safe=False, title=f"classify it as {ladder[leak.rank]}"),
        causes=tuple(Cause(stated, rule) for rule in _MISSTATED),
    )


def _by_definition(field: int, levels: Sensitivity) -> str:
    """Return the file whose definition declares the level of a field; empty if there is none."""
    fields = levels.columns.contract(field).fact.fields
    defined = fields.more.get("defined", {}).get(levels.columns.index(field))
    is_of_it = defined is not None and levels.ladder.rank(defined[0]) == levels.reach(field)
    return f", according to its definition in `{defined[1]}`" if defined and is_of_it else ""


def _blind(found: UnmappedSensitivity, levels: Sensitivity) -> Finding:
    known, ladder, origin = levels.columns, levels.ladder.levels, found.origin
    source = known.contract(origin.field).address
    what = "the port" if found.target is None else f"`{known.name(found.target).partition('/')[2]}`"
    port = found.making.contract.home.name() if found.target is None else known.at(found.target).name()
    return Finding(
        f"{what} is at most {ladder[found.rank]}, but `{known.address(origin.field)}` "
        f"({ladder[origin.rank]}) has no declared target and may flow into it",
        port,
        (
            Related(
                f"`{known.address(origin.field)}` is {ladder[origin.rank]}",
                known.at(origin.field) / "classification",
            ),
        ),
        discriminator=f"unknown {source}",
        subject=source,
        former=("unknown",) if found.is_first else (),
        severity=Severity.WARNING,
        causes=(Cause(origin.at, "input-cycle"),),
    )
