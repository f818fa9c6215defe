"""The number of active findings by rule, most severe first, then most frequent."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.report.summary import sentence
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from meshwright.rulekit.diagnostic import Report


def render(report: Report) -> str:
    """Render one line with the numbers of findings and fixes for each rule and severity, followed by the total."""
    counting = [each for each in report.diagnostics if each.counts]
    found = Counter((each.severity, each.rule) for each in counting)
    fixable = Counter((each.severity, each.rule) for each in counting if each.remedy is not None)
    lines = []
    for (severity, rule), count in sorted(
        found.items(), key=lambda each: (-each[0][0], -each[1], each[0][1])
    ):
        fixes = fixable[severity, rule]
        lines.append(f"{count:>7,}  {severity!s:<7}  {rule}{f' ({fixes:,} with a fix)' if fixes else ''}")
    return "".join(f"{one_line(line)}\n" for line in (*lines, sentence(report)))
