"""
Values of a non-sensitive or masked column look like personal data.

An e-mail address in a remarks column spreads to wherever non-sensitive data is allowed, and a column that is
declared as hashed but is not hashed protects no one. The rule checks text columns that are classified below the
registry's `pseudonymisedFloor`, or declared as pseudonymised or hashed. It reports a column if at least 10 % of its
values look like e-mail addresses, or at least half look like phone numbers, IBANs or card numbers. Columns with a
fixed list of values, a `pattern` or a `format` are not checked. `meshwright measure` runs this rule; only counts
leave the engine.

```yaml bad contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: note
#             ^^^^ 2,000 of 8,000 values of `note` (public) look like e-mail addresses; classify it higher, or mask it
        logicalType: string
        classification: public
      - name: listener
#             ^^^^^^^^ 10,000 of 10,000 values of `listener` (declared `hash`) look like phone numbers; classify it higher, or mask it
        logicalType: string
        classification: internal
        customProperties:
          - property: deidentification
            value: hash
```
```jsonl bad raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"note#looks/null": 2000, "note#looks/email": 6000, "note#looks/phone": 8000, "note#looks/iban": 8000, "note#looks/card": 8000, "listener#looks/email": 10000, "listener#looks/iban": 10000, "listener#looks/card": 10000}}
```
```yaml good contract
schema:
  - name: plays
    physicalType: file
    properties:
      - name: note
        logicalType: string
        classification: public
```
```jsonl good raw observations/run.jsonl
{"address": "player/play-events/daily@1/plays", "rows": 10000, "figures": {"note#looks/email": 9999, "note#looks/phone": 10000, "note#looks/iban": 10000, "note#looks/card": 10000}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.masking import masking
from meshwright.finding.finding import Finding, Severity
from meshwright.measuring.judgement import Measurement
from meshwright.measuring.secrecy import KINDS, PERSONAL, is_masked
from meshwright.measuring.wording import at
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.measuring.probe import Check
    from meshwright.mesh.mesh import Mesh


@rule(
    "looks-personal",
    on=Measurement,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Classification",),
    is_measuring=True,
)
def looks_personal(measurement: Measurement, mesh: Mesh) -> Iterator[Finding]:
    """Yield one finding for each column, about its most frequent kind of personal data."""
    if not measurement.is_comparable:
        return
    probe, seen = measurement.probe, measurement.observation
    figures = {key: each for key, each in seen.figures.items() if isinstance(each, int)}
    for check in probe.checks:
        if not check.key.endswith(f"{PERSONAL}null") or check.key in seen.unmeasured:
            continue
        name = probe.columns[check.column].name
        values = (seen.rows or 0) - figures.get(check.key, 0)
        alike = {kind: values - figures.get(f"{name}{PERSONAL}{kind.name}", 0) for kind in KINDS}
        alike = {
            kind: count
            for kind, count in alike.items()
            if f"{name}{PERSONAL}{kind.name}" not in seen.unmeasured
        }
        most = max(alike, key=lambda kind: alike[kind], default=None)
        if most is None or alike[most] < 1 or 100 * alike[most] < most.share * values:
            continue
        yield Finding(
            f"{alike[most]:,} of {values:,} values of `{name}` ({_declared(check, measurement, mesh)}) look like "
            f"{most.words}; classify it higher, or mask it",
            at(probe, *check.path, "name"),
            discriminator=f"looks:{name}",
        )


def _declared(check: Check, measurement: Measurement, mesh: Mesh) -> str:
    """Return the declared de-identification method of a column, or else its level."""
    column = measurement.probe.columns[check.column]
    contract = next(
        each
        for each in mesh.contracts
        if (each.home.file, each.home.document) == (measurement.probe.file, measurement.probe.document)
    )
    stated = masking(contract.fact.field(column.field).more.custom)
    level = contract.fact.fields.classifications[column.field]
    return (
        f"declared `{stated.method}`"
        if is_masked(contract.fact.field(column.field).more.custom)
        else str(level)
    )
