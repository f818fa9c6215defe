r"""
A file is not YAML, or uses YAML features that contracts must not use.

An unreadable file is not checked further.
Contracts may use mappings, lists, scalars, anchors and several documents in a file; tags for other types and lists as keys are not
allowed.

```bytes bad
id: play-events.daily\nschema:\n  - name: plays\n\t  physicalType: table\n
^4:1 tabs cannot indent in YAML; use spaces
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
from meshwright.source.problem import YamlSyntax

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = (
    ("found character '\\t' that cannot start any token", "tabs cannot indent in YAML; use spaces"),
    ("found a tab character", "tabs cannot indent in YAML; use spaces"),
    (
        "mapping values are not allowed",
        "unexpected `: `; correct the indentation, or put the text in quotes",
    ),
    (
        "did not find expected key",
        "this line fits neither the mapping nor the lines above it; is the indentation right?",
    ),
    (
        "did not find expected '-' indicator",
        "this line fits neither the list nor the lines above it; is the indentation right?",
    ),
    ("could not find expected ':'", "this line has no `: ` after its key"),
    ("a merge conflict", "unresolved merge conflict; keep one side and delete the markers"),
    ("an open quote", "this quote is not closed on its line; close it"),
    ("an open bracket", "this bracket is not closed; close it"),
    ("did not find expected ',' or ']'", "a list that began with `[` lacks a `,` or its `]`"),
    ("did not find expected ',' or '}'", "a mapping that began with `{` lacks a `,` or its `}`"),
    ("found undefined tag handle", "a string that starts with `!` needs quotes"),
    ("tab", "tabs cannot indent in YAML; use spaces"),
    (
        "found character that cannot start any token",
        "a string cannot start with this character; put it in quotes",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "a `&` or `*` starts an anchor or alias; put the text in quotes",
    ),
    ("did not find expected <document start>", "unexpected text after the end of the document"),
)


@rule(
    "yaml-syntax",
    on=YamlSyntax,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def yaml_syntax(problem: YamlSyntax) -> Iterator[Finding]:
    """Report where libyaml stopped, and the start of the value that it was reading."""
    message = next((words for known, words in _WORDS if known in problem.what), problem.what)
    related: tuple[Related, ...] = ()
    if problem.context_span is not None and problem.context:
        began = problem.context.removeprefix("while ")
        related = (Related(f"{began} that began here", At(span=problem.context_span)),)
    yield Finding(message, At(span=problem.span), related)
