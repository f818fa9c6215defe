"""
A value does not have the type that the standard requires here.

`version: 1.0` is a number, not the text "1.0": tools that compare versions fail on it, or compare it wrongly.

```yaml bad contract
version: 1.0
#        ^^^ expected a string, found the number 1.0; write `"1.0"`
```
```yaml fixed contract
version: "1.0"
```
```yaml bad contract
name:
#    ^ `name` is empty; expected a string
```
```yaml bad contract
description:
  purpose: Every play of every track.
  limitations:
#             ^ `limitations` is empty; expected a string
```
```yaml fixed contract
description:
  purpose: Every play of every track.
```
```yaml good contract
version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Delete, Finding, Fix, Replace, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import WrongType

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("wrong-type", on=WrongType, severity=Severity.ERROR, since="0.1", preset="essential")
def wrong_type(problem: WrongType) -> Iterator[Finding]:
    """Report the expected and the actual type, and suggest the correct notation if it is certain."""
    at = At(problem.path, problem.part, span=problem.span)
    hint, fix = "", None
    if problem.rewrite is not None:
        hint = f"; write `{problem.rewrite}`"
        fix = Fix((Replace(at, problem.rewrite),), title=f"write `{problem.rewrite}`")
    key = problem.path[-1] if problem.path else None
    if problem.found == "nothing" and isinstance(key, str):
        message = f"`{key}` is empty; expected {problem.expected}"
        if problem.is_removable:
            fix = Fix((Delete(At(problem.path)),), title=f"remove `{key}`")
    else:
        message = f"expected {problem.expected}, found {problem.found}"
    yield Finding(f"{message}{hint}", at, fix=fix)
