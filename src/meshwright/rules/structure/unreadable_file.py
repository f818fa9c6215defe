"""
A file that is named like a contract cannot be read.

It may be a link to a file outside the repository, a folder named like a file, or a file without read permission. Its
content is not checked.

(No example: text cannot show a link. `tests/workspace` has one.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Finding, Severity
from meshwright.rulekit.rule import rule
from meshwright.source.place import Span
from meshwright.source.problem import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "unreadable-file",
    on=UnreadableFile,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
    is_suppressible=False,
)
def unreadable_file(problem: UnreadableFile) -> Iterator[Finding]:
    """Report the reason."""
    yield Finding(f"the file cannot be read: it {problem.why}", At(span=Span(0, 0)))
