"""Application of a report's fixes, repeated until none remain; harmful ones are reverted.

Fixes are applied to drafts; no files are written. A fix is reverted as a whole if the text can no longer be parsed, if
anything outside the edits changes, if the finding remains, or if a new error appears.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.rulekit.edit_safety import keeps_the_rest
from meshwright.rulekit.edits import applied, overlap
from meshwright.rulekit.locator import Locator
from meshwright.source import limits
from meshwright.source.place import Span
from meshwright.source.text import decode
from meshwright.source.tree import syntax_of
from meshwright.workspace.pipeline import CheckResult, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic, Report
    from meshwright.rulekit.edits import NewText
    from meshwright.workspace.compiled import CompiledSnapshot

    Checker = Callable[[CompiledSnapshot, Configuration, Callable[[str], bool], date], CheckResult]
    """A function that returns the findings that count in a mesh: all of them, or those that a change caused."""

MOST_PASSES = 20
"""The maximum number of passes. If fixes overlap, each pass applies one of them."""
MOST_HARM = 30
"""The maximum number of harmful attempts before the remaining fixes are skipped; each attempt checks the mesh."""
NOT_TRIED = "it was not tried, because too many other fixes caused errors"


@dataclass(frozen=True, slots=True)
class RevertedFix:
    """A reverted fix."""

    diagnostic: Diagnostic
    why: str


@dataclass(frozen=True, slots=True)
class FixResult:
    """The result of applying fixes."""

    before: Mapping[str, bytes]
    """The old content of the changed files."""
    after: Mapping[str, bytes]
    """The new content of the changed files."""
    done: tuple[Diagnostic, ...]
    """The fixed findings, as reported in their pass."""
    refused: tuple[RevertedFix, ...]
    outcome: CheckResult
    """The remaining findings."""
    is_finished: bool
    """Whether no fixes remained after the last pass."""
    text_before: Callable[[str], str]
    """A function that returns the old text of a file for display, with secrets blanked."""
    text_after: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _State:
    source: CompiledSnapshot
    reported: CheckResult
    """The result for the requested files."""
    whole: Report
    """All findings that count in the whole mesh, because a fix must not cause harm elsewhere."""


@dataclass(frozen=True, slots=True)
class _Harm:
    """The reason why some fixes are harmful; empty if none are harmful."""

    why: str = ""
    blamed: frozenset[str] = frozenset()
    """The fingerprints of the findings whose fixes probably cause the harm; empty if unknown."""


class Fixer:
    """Applies the fixes for a compiled mesh, which is checked with a given as-of date."""

    def __init__(
        self,
        configuration: Configuration,
        is_reported: Callable[[str], bool],
        today: date,
        *,
        is_unsafe: bool,
        checker: Checker = check,
    ) -> None:
        self.configuration = configuration
        self.is_reported = is_reported
        self.today = today
        self.is_unsafe = is_unsafe
        self.checker = checker
        self._found: dict[str, bytes] = {}
        """The content of files before their first fix."""

    def __call__(self, source: CompiledSnapshot) -> FixResult:
        """Apply all possible fixes to drafts."""
        self._found.clear()
        first = state = self._look(source)
        done: list[Diagnostic] = []
        refused: list[RevertedFix] = []
        is_finished = False
        attempts = iter(range(MOST_HARM))
        for _ in range(MOST_PASSES):
            given_up = {each.diagnostic.fingerprint for each in refused}
            chosen = _apart(
                each
                for each in state.reported.report.diagnostics
                if self.is_wanted(each) and each.fingerprint not in given_up
            )
            if not chosen:
                is_finished = True
                break
            made, new_state, taken_back = self._made(state, chosen, attempts)
            done += made
            refused += taken_back
            state = new_state
        after = {path: data for path, data in state.source.drafts.items() if data != source.data(path)}
        before = {path: self._found.get(path, b"") for path in after}
        texts = (each.whole.text_of for each in (first, state))
        return FixResult(before, after, tuple(done), tuple(refused), state.reported, is_finished, *texts)

    def is_wanted(self, diagnostic: Diagnostic) -> bool:
        """Return whether a diagnostic has an allowed fix that edits only requested files."""
        remedy = diagnostic.remedy
        return (
            diagnostic.counts
            and remedy is not None
            and (remedy.is_safe or self.is_unsafe)
            and all(self.is_reported(edit.range.path) for edit in remedy.edits)
        )

    def _look(self, source: CompiledSnapshot) -> _State:
        reported = self.checker(source, self.configuration, self.is_reported, self.today)
        everything = replace(self.configuration, select=None, ignore=frozenset())
        files = (source.units, source.unreadable, source.snapshot.schemas)
        if everything == self.configuration and all(
            self.is_reported(path) for each in files for path in each
        ):
            return _State(source, reported, reported.report)
        return _State(source, reported, self.checker(source, everything, lambda _: True, self.today).report)

    def _made(
        self, state: _State, chosen: Sequence[Diagnostic], attempts: Iterator[int]
    ) -> tuple[Sequence[Diagnostic], _State, list[RevertedFix]]:
        """Apply all harmless fixes; harmful ones are found by bisection.

        Return the applied fixes, the new state and the reverted fixes. Each harmful attempt uses up one of the `attempts`.
        """
        made: Sequence[Diagnostic] = ()
        following: Sequence[Diagnostic] = ()
        latest = state
        refused = []
        pending = [chosen]
        is_over = False
        while pending:
            group = pending.pop()
            if is_over:
                refused += [RevertedFix(each, NOT_TRIED) for each in group]
                continue
            trial = (*made, *group)
            new, harm, after = self._tried(state, trial)
            if new is not None:
                made, latest, following = trial, new, after
                continue
            is_over = next(attempts, None) is None
            if len(group) == 1:
                refused.append(RevertedFix(group[0], harm.why))
            else:
                pending += reversed(_parts(group, harm))
        return (*made, *following), latest, refused

    def _tried(
        self, state: _State, fixes: Sequence[Diagnostic]
    ) -> tuple[_State | None, _Harm, Sequence[Diagnostic]]:
        """Apply fixes, and return the resulting state, the harm that they cause, and further fixes that were applied.

        If a new error has a safe fix, such as a required version change, that fix is applied as well. The state is None
        if there is harm.
        """
        new, harm = self._edited(state, fixes)
        if new is None:
            return None, harm, ()
        harm = _harm(state, new, fixes)
        if not harm.why:
            return new, harm, ()
        were = {each.fingerprint for each in state.whole.found}
        following = _apart(
            each
            for each in _errors(new.reported.report.diagnostics)
            if each.fingerprint not in were and self.is_wanted(each) and each.remedy and each.remedy.is_safe
        )
        newer = self._edited(new, following)[0] if following else None
        if newer is None or _harm(state, newer, fixes).why:
            return None, harm, ()
        return newer, _Harm(), following

    def _edited(self, state: _State, fixes: Sequence[Diagnostic]) -> tuple[_State | None, _Harm]:
        """Return the state after some fixes. If they would change a file outside their edits, return None and the harm."""
        drafts = {}
        for path, edits in _by_file(fixes, state.source).items():
            data = state.source.data(path)
            if path not in state.source.drafts:
                data = self._found.setdefault(path, data)
            before = decode(data)
            after = applied(before.text, edits)
            if before.problems or not keeps_the_rest(before.text, after, edits, syntax_of(path)):
                blamed = (each.fingerprint for each in fixes if path in _edited_by(each))
                return None, _Harm(f"it changes `{path}` outside the edit", frozenset(blamed))
            mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
            drafts[path] = mark + after.encode()
        return self._look(state.source.edited(drafts)), _Harm()


def _apart(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return fixes that do not overlap; of two overlapping fixes, only the first is included."""
    chosen = []
    taken: dict[str, list[Span]] = {}
    for diagnostic in diagnostics:
        edits = diagnostic.remedy.edits if diagnostic.remedy else ()
        spans = [(edit.range.path, Span(*_numbers(edit.range.start, edit.range.end))) for edit in edits]
        if not any(overlap(span, other) for path, span in spans for other in taken.get(path, ())):
            chosen.append(diagnostic)
            for path, span in spans:
                taken.setdefault(path, []).append(span)
    return tuple(chosen)


def _numbers(*positions: tuple[int, int]) -> Iterable[int]:
    """Convert positions to numbers with the same order; no line is longer than the size limit of a file."""
    return (line * limits.FILE_BYTES + column for line, column in positions)


def _by_file(fixes: Iterable[Diagnostic], source: CompiledSnapshot) -> dict[str, list[NewText]]:
    edits: dict[str, list[NewText]] = {}
    locator = Locator(source)
    for fix in fixes:
        for edit in fix.remedy.edits if fix.remedy else ():
            path = edit.range.path
            edits.setdefault(path, []).append((locator.span_of(edit.range), edit.text))
    return edits


def _parts(group: Sequence[Diagnostic], harm: _Harm) -> list[Sequence[Diagnostic]]:
    """Split fixes into two parts: blameless and blamed fixes, or two halves if one of these parts would be empty."""
    good = tuple(each for each in group if each.fingerprint not in harm.blamed)
    if good and len(good) < len(group):
        return [good, tuple(each for each in group if each.fingerprint in harm.blamed)]
    middle = len(group) // 2
    return [group[:middle], group[middle:]]


def _edited_by(fix: Diagnostic) -> set[str]:
    return {edit.range.path for edit in fix.remedy.edits} if fix.remedy else set()


def _harm(before: _State, after: _State, fixes: Iterable[Diagnostic]) -> _Harm:
    """Describe the harm that fixes have caused; empty if each finding is resolved and there is no new error."""
    fixes = tuple(fixes)
    were, are = (Counter(map(_said, each.reported.report.diagnostics)) for each in (before, after))
    wanted = Counter(map(_said, fixes))
    remaining = {said for said, times in wanted.items() if are[said] > were[said] - times}
    old = Counter(map(_of, _errors(before.whole.found)))  # a finding that was masked before is not new
    new = Counter(map(_of, _errors(after.whole.diagnostics)))
    fixed = Counter(map(_of, _errors(fixes)))
    caused = sorted(error for error, times in new.items() if times > max(0, old[error] - fixed[error]))
    worse = {path for _, path in caused}
    blamed = frozenset(
        each.fingerprint
        for each in fixes
        if _said(each) in remaining or not worse.isdisjoint(_edited_by(each))
    )
    if remaining:
        return _Harm("the finding remains", blamed)
    for rule, path in caused:
        return _Harm(f"it causes a new error, `{rule}`" + (f" in `{path}`" if path else ""), blamed)
    if set(after.reported.failed_rules) > set(before.reported.failed_rules):
        return _Harm("it makes a rule fail")
    return _Harm()


def _errors(diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    return (each for each in diagnostics if each.counts and each.severity is Severity.ERROR)


def _of(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.rule, diagnostic.range.path if diagnostic.range else ""


def _said(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return *_of(diagnostic), diagnostic.message
