"""The trend of a mesh: its open findings at the end of each recent week, from the main line in Git.

Each revision is checked as a whole, with its own date as the as-of date, but with the current rules and settings. Weeks
end on Sundays, so the count of a past week does not change and can be cached. This module does not estimate the count
of a week whose commit is missing.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog.history import Trend, WeekCount
from meshwright.finding.finding import Severity
from meshwright.rulekit.registry import all_rules
from meshwright.source import git
from meshwright.source.git import GitError
from meshwright.source.history import main_line
from meshwright.source.rows import form_of
from meshwright.source.snapshot import of_revision
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.run_inputs import settings_key
from meshwright.workspace.settings_files import read_settings
from meshwright.workspace.tool_identity import tool_identity
from meshwright.workspace.units import key_of_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.source.cache import Cache
    from meshwright.source.history import CommitDate
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult

WEEKS = 12
"""The number of weeks, including the current one."""
_KEYS = ("errors", "warnings", "notices", "products")


class _Past(NamedTuple):
    """The inputs shared by all past revisions."""

    root: Path
    configuration: Configuration
    memo: dict[str, Unit]
    cache: Cache | None
    jobs: int


def trend_of(  # noqa: PLR0913 - the present mesh, and how past ones are checked
    root: Path,
    source: CompiledSnapshot,
    outcome: CheckResult,
    configuration: Configuration,
    *,
    cache: Cache | None = None,
    jobs: int = 1,
    announce: Callable[[str], None] = lambda _: None,
) -> Trend:
    """Return the trend up to the current mesh, which has already been checked; `cache` stores the counts of past weeks."""
    if git.top_level(root) is None:
        return Trend(why_none="the files are not in a Git repository")
    today = outcome.mesh.today
    past = _Past(root, configuration, _memo(source), cache, jobs)
    weeks = []
    try:
        commits, is_incomplete = main_line(root)
        sundays = tuple(_sundays(today))
        if is_incomplete and not any(each.day <= sundays[0] for each in commits):
            return Trend(
                why_none="the clone is shallow and does not go back far enough; fetch its whole history"
            )
        for number, sunday in enumerate(sundays, 1):
            commit = _last(commits, sunday)
            if commit is not None:
                announce(f"checking week {number} of {WEEKS - 1}")
                weeks.append(_week(past, commit, sunday))
    except GitError as error:
        return Trend(why_none=str(error))
    present = _counted(today, outcome.report.diagnostics, len(outcome.mesh.products))
    return Trend((*filter(None, weeks), present))


def _sundays(today: date) -> Iterator[date]:
    """Yield the ends of the weeks before the current one, oldest first."""
    last = today - timedelta(days=today.isoweekday())
    for back in range(WEEKS - 2, -1, -1):
        yield last - timedelta(weeks=back)


def _last(commits: Iterable[CommitDate], day: date) -> CommitDate | None:
    """Return the last commit before the end of a day; None if there is none."""
    return next((each for each in commits if each.day <= day), None)


def _memo(source: CompiledSnapshot) -> dict[str, Unit]:
    """Return the current units, by the keys that earlier snapshots use."""
    entries, samples = source.snapshot.entries, source.snapshot.samples
    documents = {key_of_document(path, entry.blob): path for path, entry in entries.items()}
    rows = {f"{entry.blob}.{form_of(path)}": path for path, entry in samples.items()}
    found = {**documents, **rows}
    return {key: source.units[path] for key, path in found.items() if path in source.units}


def _week(past: _Past, commit: CommitDate, day: date) -> WeekCount | None:
    """Return the count for a revision; None if there was no mesh, or it could not be checked completely."""
    record = _record(past, commit, day) if past.cache is not None else ""
    kept = _kept(past.cache.read(record), day) if past.cache is not None and record else None
    if kept is not None:
        return kept
    source = compiled(
        of_revision(past.root, commit.name, past.configuration.exclude), past.memo, jobs=past.jobs
    )
    if not source.units:
        return None
    outcome = check(source, past.configuration, lambda _: True, day)
    if outcome.failed_rules:
        return None
    found = _counted(day, outcome.report.diagnostics, len(outcome.mesh.products))
    if past.cache is not None and record:
        past.cache.write(record, {name: getattr(found, name) for name in _KEYS})
    return found


def _record(past: _Past, commit: CommitDate, day: date) -> str:
    """Return the name of the record for a count; empty if its inputs cannot be read."""
    try:
        settings = settings_key(tool_identity(), read_settings(past.root))
    except OSError:
        return ""
    key = (settings, commit.name, git.folder_in_repository(past.root), day.isoformat())
    return f"trend-{sha256(ascii(key).encode()).hexdigest()}"


def _kept(content: dict[str, object] | None, day: date) -> WeekCount | None:
    counts = [content.get(name) for name in _KEYS] if content is not None else []
    numbers = [each for each in counts if isinstance(each, int) and each >= 0]
    return WeekCount(day, *numbers) if len(numbers) == len(_KEYS) else None


def _counted(day: date, diagnostics: Iterable[Diagnostic], products: int) -> WeekCount:
    """Count the open findings about documents; measurements are known only for the current mesh."""
    measuring = {rule.name for rule in all_rules() if rule.is_measuring}
    found = Counter(each.severity for each in diagnostics if each.counts and each.rule not in measuring)
    return WeekCount(day, found[Severity.ERROR], found[Severity.WARNING], found[Severity.NOTICE], products)
