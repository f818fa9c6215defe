"""Suggestions for further checks, for a mesh without governance documents: one per line, with its requirements.

This module does not know single rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.report.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.rulekit.diagnostic import Report

HEAD = "could also check:"


def next_steps(report: Report, more_rules: int) -> Iterator[str]:
    """Yield the suggestions. `more_rules` is the number of rules that the next preset adds."""
    absent = {each.absent_kind for each in report.idle}
    lines = []
    if not report.summary.products:
        lines.append(
            "owners, inputs, consumers and lineage; needs data products (ODPS files next to the contracts)"
        )
    if {"Team", "Domain"} & absent:
        lines.append("that owners and domains exist; needs documents of `kind: Team` and `kind: Domain`")
    if more_rules:
        rules = counted(more_rules, "more rule")
        lines.append(
            f"descriptions, keys, service levels and conventions, by {rules}; needs `--preset standard`"
        )
    lines.append("sensitive data along its lineage; needs a document of `kind: Classification`")
    lines.append(
        "what a change breaks, and for whom; needs a revision to compare with (`meshwright diff REVISION`)"
    )
    yield HEAD
    yield from (f"  {line}" for line in lines)
