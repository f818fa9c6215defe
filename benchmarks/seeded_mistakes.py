"""The findings of `meshwright check` for mistakes that people make, each made in three locations of the example mesh.

Usage: python benchmarks/seeded_mistakes.py [--json] [--kind TEXT] [--places 3] [--findings]

A mistake is silent, is found at another line only, gives several findings, or exactly one at the line that one would edit.
Findings are those that the example did not have; notices count only where nothing worse is found.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mistake_kinds import KINDS, Kind, Special

from meshwright.finding.finding import Severity
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.project import open_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Diagnostic

ROOT = Path(__file__).parents[1]
PARTS = ("products", "governance", "policies")
TODAY = date(2026, 11, 22)
OUTCOMES = ("silent", "other line", "several", "exactly one")
PLACES = 3
COPY = "copy of "
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Seed:
    """One mistake in one location: a file's text with it, and the lines to edit, from 1."""

    path: str
    text: str
    lines: range
    is_pair: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding of a mistake."""

    rule: str
    severity: str
    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """The findings of one seed."""

    kind: str
    path: str
    line: int
    outcome: str
    findings: tuple[Reported, ...]


def seeds(kind: Kind | Special, places: int = PLACES) -> list[Seed]:
    """Return the locations at which a mistake is made: spread over the files, or else over one file."""
    if isinstance(kind, Special):
        return [_special(*edit, is_pair=kind.is_pair) for edit in kind.edits[:places]]
    expression = re.compile(kind.find, re.MULTILINE)
    by_file = {
        path: found
        for path in sorted(ROOT.glob(kind.files))
        if (found := list(expression.finditer(path.read_text(encoding="utf-8"))))
    }
    if len(by_file) >= places:
        chosen = [(path, found[len(found) // 2]) for path, found in _spread(list(by_file.items()), places)]
    else:
        every = [(path, each) for path, found in by_file.items() for each in found]
        chosen = _spread(every, min(places, len(every)))
    return [_seed(kind, path, found) for path, found in chosen]


def _spread(items: Sequence[Item], count: int) -> list[Item]:
    return [items[number * (len(items) - 1) // max(count - 1, 1)] for number in range(count)]


def _seed(kind: Kind, path: Path, found: re.Match[str]) -> Seed:
    text = path.read_text(encoding="utf-8")
    put = found.expand(kind.put)
    marked = text[: found.start()] + put + text[found.end() :]
    if "»" in put:
        return _marked(path.relative_to(ROOT).as_posix(), marked, is_pair=kind.is_pair)
    above = [each.start() for each in re.finditer(kind.at, marked[: found.start() + 1], re.MULTILINE)]
    below = re.compile(kind.at, re.MULTILINE).search(marked, found.start())
    start = above[-1] if above else below.start() if below else 0
    line = marked.count("\n", 0, start) + 1
    return Seed(path.relative_to(ROOT).as_posix(), marked, range(line, line + 1), kind.is_pair)


def _special(path: str, find: str, put: str, *, is_pair: bool) -> Seed:
    if put.startswith(COPY):
        text = "»" + (ROOT / put.removeprefix(COPY)).read_text(encoding="utf-8") + "«"
    elif find:
        text = re.sub(find, put, (ROOT / path).read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    else:
        text = put
    return _marked(path, text, is_pair=is_pair)


def _marked(path: str, text: str, *, is_pair: bool) -> Seed:
    """Return a seed whose lines are those from the first `»` to the last mark."""
    first = text.index("»")
    last = max(text.rindex("»"), text.rfind("«"))
    lines = range(text.count("\n", 0, first) + 1, text.count("\n", 0, last) + 2)
    return Seed(path, text.replace("»", "").replace("«", ""), lines, is_pair)


class Example:
    """A copy of the example in which mistakes are made one after the other; unchanged files are compiled once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            if (ROOT / part).exists():
                shutil.copytree(ROOT / part, folder / part)
        self._configuration = open_project([folder]).configuration
        self._memo: dict[str, Unit] = {}
        self._known = {each.fingerprint for each in self._diagnostics()}

    def result(self, kind: str, seed: Seed) -> Result:
        """Make a mistake, check the example, and undo the mistake."""
        target, original = self.folder / seed.path, ROOT / seed.path
        target.write_text(seed.text, encoding="utf-8", newline="")
        new = [each for each in self._diagnostics() if each.fingerprint not in self._known]
        if original.exists():
            shutil.copyfile(original, target)
        else:
            target.unlink()
        grave = [each for each in new if each.severity > Severity.NOTICE]
        counted = grave or new
        hits = [each for each in counted if _points_at(each, seed)]
        outcome = (
            "silent"
            if not new
            else "other line"
            if not hits
            else "several"
            if len(counted) > 1
            else "exactly one"
        )
        return Result(kind, seed.path, seed.lines.start, outcome, tuple(map(_reported, counted)))

    def _diagnostics(self) -> list[Diagnostic]:
        source = compiled(of_folder(self.folder), self._memo)
        report = check(source, self._configuration, lambda _: True, TODAY).report
        return [each for each in report.diagnostics if each.counts]


def _points_at(diagnostic: Diagnostic, seed: Seed) -> bool:
    ranges = [diagnostic.range, *(each.range for each in diagnostic.related if seed.is_pair)]
    return any(
        each is not None and each.path == seed.path and each.start.line in seed.lines for each in ranges
    )


def _reported(diagnostic: Diagnostic) -> Reported:
    at = diagnostic.range
    return Reported(
        diagnostic.rule,
        diagnostic.severity.name.lower(),
        at.path if at else "",
        at.start.line if at else 0,
        diagnostic.message,
    )


def results(kinds: Sequence[Kind | Special], folder: Path, places: int = PLACES) -> Iterator[Result]:
    """Yield the findings of every mistake of some kinds."""
    example = Example(folder)
    for kind in kinds:
        for seed in seeds(kind, places):
            yield example.result(kind.name, seed)


def _rows(found: Sequence[Result]) -> Iterator[str]:
    yield f"| kind | {' | '.join(OUTCOMES)} | rules |"
    yield "|---|" + "---:|" * len(OUTCOMES) + "---|"
    for kind in dict.fromkeys(each.kind for each in found):
        own = [each for each in found if each.kind == kind]
        rules = sorted({f"`{reported.rule}`" for each in own for reported in each.findings})
        yield f"| {kind} | {_counts(own)} | {', '.join(rules)} |"
    yield f"| **all {len(found)}** | {_counts(found)} | |"


def _counts(found: Sequence[Result]) -> str:
    counts = [sum(each.outcome == outcome for each in found) for outcome in OUTCOMES]
    return " | ".join(str(count or "") for count in counts)


def main() -> None:
    """Print a table in Markdown, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    parser.add_argument("--kind", default="", help="only kinds whose name has this text")
    parser.add_argument("--places", type=int, default=PLACES, help="how many places a kind (default: 3)")
    parser.add_argument(
        "--findings", action="store_true", help="list what is not exactly one finding at its line"
    )
    arguments = parser.parse_args()
    kinds = [each for each in KINDS if arguments.kind in each.name]
    with tempfile.TemporaryDirectory() as folder:
        found = list(results(kinds, Path(folder), arguments.places))
    if arguments.json:
        totals = {outcome: sum(each.outcome == outcome for each in found) for outcome in OUTCOMES}
        json.dump(
            {"totals": totals, "results": list(map(asdict, found))}, sys.stdout, indent=1, ensure_ascii=False
        )
        return
    print("\n".join(_rows(found)))
    if arguments.findings:
        for each in found:
            if each.outcome != "exactly one":
                print(f"\n{each.outcome}: {each.kind}, {each.path}:{each.line}")
                for reported in each.findings:
                    print(
                        f"  {reported.severity}[{reported.rule}] {reported.path}:{reported.line}: {reported.message}"
                    )


if __name__ == "__main__":
    main()
