"""Checks of drafts: an error in a draft raises DraftError, and values that the author must fill in are marked.

This module does not write files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.source.folder import shown
from meshwright.source.text import decode
from meshwright.workspace.authoring.adoption import FILL_IN
from meshwright.workspace.drafting import DraftError
from meshwright.workspace.pipeline import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.compiled import CompiledSnapshot

_OF_STRUCTURE = ("missing-key",)
_ABSENT = "missing-"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings that the drafts add."""

    open: tuple[Diagnostic, ...]
    """The values that only the author can fill in."""
    others: tuple[Diagnostic, ...]
    """Other findings to review: warnings and notices."""


def check_drafts(drafts: Drafts, configuration: Configuration, today: date) -> Checked:
    """Check the mesh with the drafts, and mark the values to fill in; raises DraftError for an error."""
    everything = lambda _: True  # noqa: E731 - errors count wherever they are
    before = check(drafts.first, configuration, everything, today).report.found
    after = check(drafts.source, configuration, everything, today)
    if after.failed_rules:
        raise DraftError(f"`{after.failed_rules[0]}` could not check the drafts")
    earlier = {each.fingerprint for each in before}
    new = [each for each in after.report.diagnostics if each.counts and each.fingerprint not in earlier]
    for each in new:
        if each.severity is Severity.ERROR and not is_open(each):
            place = f"{shown(each.range.path)}:{each.range.start.line}: " if each.range else ""
            raise DraftError(f"nothing is written; {place}{each.message} [{each.rule}]")
    found = tuple(each for each in new if is_open(each))
    for path, lines in _by_line(found, drafts.files).items():
        _mark(path, lines, drafts)
    return Checked(found, tuple(each for each in new if not is_open(each)))


def is_open(diagnostic: Diagnostic) -> bool:
    """Return whether a finding is about a value that is not declared yet."""
    return diagnostic.rule.startswith(_ABSENT) and diagnostic.rule not in _OF_STRUCTURE


def _by_line(found: tuple[Diagnostic, ...], files: Mapping[str, bytes]) -> dict[str, dict[int, str]]:
    """Return the values to fill in, by file and line (counted from 1)."""
    lines: dict[str, dict[int, str]] = {}
    for each in found:
        if each.range is not None and each.range.path in files:
            of_file = lines.setdefault(each.range.path, {})
            line = each.range.start.line
            words = each.message.partition("; ")[0]
            of_file[line] = f"{of_file[line]}; {words}" if line in of_file else words
    return lines


def _mark(path: str, lines: Mapping[int, str], drafts: Drafts) -> None:
    """Append comments to new lines, unless this would change the meaning of the file."""
    old, new = _lines(drafts.first, path), _lines(drafts.source, path)
    same = {
        number + offset
        for _, number, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for offset in range(size)
    }
    marked = list(new)
    for line, words in lines.items():
        if line - 1 not in same and line <= len(marked):
            text = marked[line - 1]
            end = text[len(text.rstrip("\r\n")) :]
            marked[line - 1] = f"{text.rstrip()} {FILL_IN}{words.replace('`', '')}{end}"
    facts = drafts.source.units[path].facts
    data = drafts.source.data(path)
    mark = data[: len(data) - len(decode(data).text.encode())]
    trial = drafts.source.edited({path: mark + "".join(marked).encode()})
    if trial.units[path].facts == facts:
        drafts.put(path, trial.data(path))


def _lines(source: CompiledSnapshot, path: str) -> list[str]:
    """Return the lines of a file as YAML counts them, including their line ends."""
    return _LINE.findall(decode(source.data(path)).text) if path in source.units else []
