"""
The file follows an unsupported version of its standard.

The supported versions are ODCS 3.0 or later, and ODPS 0.9 or later. Convert an older contract once, with
`meshwright convert`.

```yaml bad contract raw
apiVersion: v2.2.2
#           ^^^^^^ unsupported version `v2.2.2` of ODCS; convert it with `meshwright convert`
kind: DataContract
id: play-events.daily
version: 1.0.0
status: active
```
```yaml good contract
apiVersion: v3.2.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity, did_you_mean
from meshwright.rulekit.rule import rule
from meshwright.source.problem import UnsupportedVersion

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unsupported-version", on=UnsupportedVersion, severity=Severity.ERROR, since="0.1", preset="essential")
def unsupported_version(problem: UnsupportedVersion) -> Iterator[Finding]:
    """Report the supported versions."""
    is_second = problem.standard == "ODCS" and problem.found.startswith(("v2.", "2."))
    if is_second:
        hint = "; convert it with `meshwright convert`"
    else:
        hint = did_you_mean(problem.near) or f"; supported: {', '.join(problem.known)}"
    yield Finding(f"unsupported version `{problem.found}` of {problem.standard}{hint}", At(problem.path))
