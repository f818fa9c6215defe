"""
A file looks like a data contract or data product, but follows another standard.

The file is not checked, because guessing its meaning would be worse than reporting that it is unsupported.

```yaml bad contract raw
dataContractSpecification: 1.1.0
#^25 not checked: this file follows Data Contract Specification; convert it with `meshwright convert`
id: play-events.daily
```
```yaml good contract
name: plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import ForeignFormat

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("foreign-format", on=ForeignFormat, severity=Severity.WARNING, since="0.1", preset="essential")
def foreign_format(problem: ForeignFormat) -> Iterator[Finding]:
    """Name the format, and the tool that converts it."""
    advice = f"; {problem.advice}" if problem.advice else ""
    yield Finding(
        f"not checked: this file follows {problem.name}{advice}",
        At(problem.path, problem.part),
        gist="files that follow other standards are not checked; convert or exclude them",
    )
