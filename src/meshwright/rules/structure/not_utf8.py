r"""
A file is not encoded in UTF-8.

Git, editors and all contract tools expect UTF-8; text in any other encoding is displayed incorrectly or not at all.
A byte order mark before UTF-8 is accepted.

```bytes bad
kind: DataContract\nname: caf\xe9\n
^2:10 the byte 0xe9 is not UTF-8; save the file as UTF-8
```
```yaml good contract
name: café
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import NotUtf8

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("not-utf8", on=NotUtf8, severity=Severity.ERROR, since="0.1", preset="essential", is_suppressible=False)
def not_utf8(problem: NotUtf8) -> Iterator[Finding]:
    """Report the encoding, or the first byte that is not UTF-8."""
    yield Finding(f"{problem.found} is not UTF-8; save the file as UTF-8", At(span=problem.span))
