r"""
A file called `*.json` is not JSON.

Contracts, products and mesh documents in files called `*.json` are read as JSON according to RFC 8259: strings
and keys in double quotes, no comments, no comma after the last entry, no `NaN`, one document per file.
An unreadable file cannot be checked further, and other tools reject it too.
JSON has no comments, so comments cannot suppress findings in it: use a waiver, or write YAML.

```bytes bad contract products/player/play-events/contracts/weekly.v1.odcs.json
{\n  "kind": "DataContract",\n  "id": "weekly",\n}\n
^3:17 trailing comma; remove it
```
```yaml good contract
schema:
  - name: plays
    properties: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.problem import JsonSyntax

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "json-syntax",
    on=JsonSyntax,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def json_syntax(problem: JsonSyntax) -> Iterator[Finding]:
    """Report where parsing stopped, and the enclosing bracket."""
    related = () if problem.began is None else (Related("began here", At(span=problem.began)),)
    yield Finding(problem.what, At(span=problem.span), related)
