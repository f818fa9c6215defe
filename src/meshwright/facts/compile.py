"""Compilation of one file's bytes into a unit: decode, parse, validate, extract facts, run local rules.

No other module in the pipeline handles text, tree and typed document together.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from meshwright.facts.extract import fact_of
from meshwright.facts.facts import PartialFacts
from meshwright.facts.file_links import KEY as LINKS
from meshwright.facts.file_links import file_links
from meshwright.facts.json_sketch import json_sketch
from meshwright.facts.rewording import REFERENCE, meant_key
from meshwright.facts.unit import Failure, LocalFinding, NotRead, Unit, as_unread, pack
from meshwright.facts.values import Values
from meshwright.finding.locations import Places
from meshwright.source.confusable import has_lookalike, honest, mixed_letters
from meshwright.source.effort import bounded
from meshwright.source.limits import PROBLEMS
from meshwright.source.place import Lines, Part, Span
from meshwright.source.problem import (
    AmbiguousScalar,
    DuplicateKey,
    ForeignFormat,
    MissingKey,
    OverLimit,
    Problem,
    UnknownKey,
    UnknownValue,
    UnsupportedVersion,
    WrongType,
)
from meshwright.source.suppression import suppressions
from meshwright.source.text import deceptive_characters, decode, without_deceptive
from meshwright.source.tree import Syntax, Tree, parse
from meshwright.standards.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.facts.facts import Fact
    from meshwright.facts.file_links import FileLink
    from meshwright.facts.unit import Refusal
    from meshwright.source.place import Path
    from meshwright.source.reader import Document


_STANDARD_KINDS = frozenset({None, "DataContract", "DataProduct"})


class LocalResult(NamedTuple):
    """The results of the local rules for one subject."""

    findings: list[LocalFinding]
    failures: list[Failure]


class LocalChecker(Protocol):
    """The type of the injected local rules, which check a problem or the n-th typed document of a file."""

    def __call__(self, subject: object, document: int) -> LocalResult:
        """Check one subject."""


def details_of(data: bytes, syntax: Syntax) -> bytes:
    """Return a file's details, packed as in the unit that `compile_unit` returns."""
    return compile_unit(data, _NO_RULES, syntax).packed


class _NoRules:
    def __call__(self, subject: object, document: int) -> LocalResult:  # noqa: ARG002 - those of a LocalChecker
        return LocalResult([], [])


_NO_RULES = _NoRules()


@bounded()
def compile_unit(data: bytes, checker: LocalChecker, syntax: Syntax = "yaml") -> Unit:
    """Compile one file; never raises an exception, whatever the bytes."""
    text, problems = decode(data)
    tree = Tree((), problems, is_whole=False) if problems else parse(text, syntax)
    sketch = json_sketch if syntax == "json" else _sketch
    subjects: list[tuple[object, int]] = []
    facts: list[Fact | None] = []
    structural = 0
    refused: set[tuple[int, object]] = set()
    letters = _first((*deceptive_characters(text), *_mixed_letters(tree, text)))
    lost = _lost_items(tree.problems)
    mistyped: list[tuple[Refusal, ...]] = []
    not_read: list[NotRead] = []
    is_own = False
    for index, document in enumerate(tree.documents):
        if document.value is None:
            facts.append(None)
            mistyped.append(())
            continue
        reading = read(_honest(document.value) if letters else document.value, _written(document, text))
        is_own = is_own or reading.kind not in _STANDARD_KINDS
        for problem in _within_limit(reading.problems, structural):
            subjects.append((problem, index))
            if isinstance(problem, WrongType | UnknownValue):
                refused.add((index, problem.path))
        structural += len(reading.problems)
        mistyped.append(tuple((each.path, each.expected, each.found) for each in reading.mistyped))
        not_read += _not_read(reading.problems, index)
        if reading.document is None:
            is_foreign = any(isinstance(problem, ForeignFormat) for problem in reading.problems)
            facts.append(replace(sketch(text, *document.span), is_foreign=is_foreign))
        else:
            faults = (*map(_fault, (*reading.problems, *reading.unsaid)), *lost.get(index, ()))
            facts.append(fact_of(reading.document, faults))
            subjects.append((reading.document, index))
    if tree.is_whole:
        roots = tuple(document.value for document in tree.documents)
        subjects.append((Values(roots, text, _unread(tree.problems, text)), 0))
    else:
        subjects.append((Values((), text, text), 0))
    if not tree.is_whole:
        facts.append(sketch(text))
    elif not any(facts):
        facts.append(sketch(text))
        subjects.append((WrongType(expected="a mapping", found="nothing", span=Span(0, 0)), 0))
    lines = Lines.of(text)
    comments, unread = ((), ()) if syntax == "json" else suppressions(text, tree, lines)
    subjects += ((comment, 0) for comment in comments)
    every_problem = [*tree.problems, *letters, *unread]
    subjects = [
        (each, each.document) for each in every_problem if _matters(each, refused, is_own=is_own)
    ] + subjects
    findings, failures = _checked(subjects, checker, facts if tree.is_whole else None)
    packed = pack(tree.documents, lines, tuple(mistyped))
    links = tuple(_links(tree, facts)) if LINKS in text else ()
    return Unit(tuple(facts), tuple(findings), tuple(failures), packed, comments, tuple(not_read), links)


def _checked(
    subjects: Iterable[tuple[object, int]], checker: LocalChecker, facts: list[Fact | None] | None
) -> LocalResult:
    """Run the local rules on all subjects of a file; `facts` is None if its text could not be parsed completely."""
    found = LocalResult([], [])
    with bounded():
        for subject, index in subjects:
            verdict = checker(subject, index)
            has_facts = facts is not None and not isinstance(facts[index], PartialFacts)
            is_unread = isinstance(subject, Problem) and subject.is_unread(has_facts=has_facts)
            found.findings.extend(map(as_unread, verdict.findings) if is_unread else verdict.findings)
            found.failures.extend(verdict.failures)
    return found


def _links(tree: Tree, facts: list[Fact | None]) -> Iterator[FileLink]:
    """Yield the links to files in the readable documents."""
    for index, document in enumerate(tree.documents):
        if not isinstance(facts[index], PartialFacts | None):
            yield from file_links(document.value, index)


def _not_read(problems: Iterable[Problem], document: int) -> Iterator[NotRead]:
    for problem in problems:
        if isinstance(problem, ForeignFormat):
            yield NotRead(document, problem.name, is_foreign=True)
        elif isinstance(problem, UnsupportedVersion):
            yield NotRead(document, f"{problem.standard} {problem.found}", is_foreign=False)


def _within_limit(problems: tuple[Problem, ...], before: int) -> tuple[Problem, ...]:
    """Return a document's structural problems, up to the limit per file, and a note if there are more."""
    room = max(0, PROBLEMS - before)
    if before > PROBLEMS or len(problems) <= room:
        return problems[:room]
    first = problems[room]
    over = OverLimit(what="structure", limit=PROBLEMS, path=first.path, part=first.part)
    return (*problems[:room], over)


_NAMES = frozenset(
    {"id", "name", "domain", "contractId", "username", "physicalName", "property", "role", "server"}
)
"""Keys whose values are names that references use."""


def _mixed_letters(tree: Tree, text: str) -> tuple[Problem, ...]:
    """Find non-Latin letters that look Latin in names; ASCII files, the common case, are not scanned."""
    if text.isascii() or not has_lookalike(text):
        return ()
    names: list[Span] = []
    for document in tree.documents:
        places = Places(document.value, document.offsets)
        todo: list[tuple[Path, object]] = [((), document.value)]
        while todo:
            path, value = todo.pop()
            if isinstance(value, dict):
                todo += (((*path, key), child) for key, child in value.items())
            elif isinstance(value, list):
                todo += (((*path, position), child) for position, child in enumerate(value))
            elif path and path[-1] in _NAMES and isinstance(value, str) and not value.isascii():
                names.append(places.span(path, Part.VALUE))
    return mixed_letters(text, sorted(set(names)))


def _first(letters: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return a file's first text problems, up to the limit, and a note if there are more."""
    if len(letters) <= PROBLEMS:
        return letters
    over = OverLimit(what="problems of one file", limit=PROBLEMS, span=letters[PROBLEMS].span)
    return (*letters[:PROBLEMS], over)


def _honest(value: Any, key: object = None) -> Any:  # noqa: ANN401 - a YAML value
    """Return a document with look-alike letters in names replaced, so that references resolve."""
    if isinstance(value, dict):
        return {name: _honest(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [_honest(child) for child in value]
    is_name = key in _NAMES and isinstance(value, str) and not value.isascii()
    return honest(without_deceptive(value)) if is_name else value


def _lost_items(problems: Iterable[Problem]) -> dict[int, list[Path]]:
    """Return, by document, the paths of duplicate keys, and of lists that lack an item because a dash is missing."""
    lost: dict[int, list[Path]] = {}
    for each in problems:
        if isinstance(each, DuplicateKey):
            is_item = each.item_key == each.key
            lost.setdefault(each.document, []).append(each.path[:-2] if is_item else each.path)
    return lost


def _fault(problem: Problem) -> Path:
    """Return the path whose value is unknown because of a problem.

    For a misspelt or missing key, this is the path of the correct key.
    """
    if isinstance(problem, UnsupportedVersion):
        return ()
    if isinstance(problem, MissingKey):
        return (*problem.path, problem.key)
    if isinstance(problem, UnknownKey) and problem.key == REFERENCE:
        return problem.path[:-1]
    if isinstance(problem, UnknownKey) and (key := meant_key(problem)) is not None:
        return (*problem.path[:-1], key)
    return problem.path


def _written(document: Document, text: str) -> Callable[[Path], str | None]:
    """Return a function that finds the text of plain scalars; it is called only for problems."""
    places = Places(document.value, document.offsets)

    def written(path: Path) -> str | None:
        if places.number(path) is None:
            return None
        start, end = places.span(path, Part.VALUE)
        return text[start:end] if text[start : start + 1] not in ("'", '"', "|", ">") else None

    return written


_FREELY_TYPED = frozenset({"value", "examples", "valueExt", "arguments", "implementation"})
_DATED = re.compile(r"(?:Ts|date|Date|dateIn|dateOut|expires|From)$")


def _matters(problem: Problem, refused: set[tuple[int, object]], *, is_own: bool) -> bool:
    """Return whether an ambiguous scalar is worth reporting: it has no other problem, and its key accepts only one meaning.

    A date is a date in YAML 1.1 but text in YAML 1.2; both are accepted where a date is expected.
    """
    if not isinstance(problem, AmbiguousScalar):
        return True
    if (problem.document, problem.path) in refused:
        return False
    if problem.reading_11 != "a date":
        return True
    keys = [step for step in problem.path if isinstance(step, str)]
    return not is_own and bool(keys) and not _DATED.search(keys[-1]) and keys[-1] not in _FREELY_TYPED


_TOP_LEVEL = re.compile(
    r"""^(kind|id|name):[ \t]*["']?([^\s"'#](?:[^"'#\n]*[^\s"'#])?)["']?[ \t\r]*(?:#.*)?$""", re.MULTILINE
)
"""A top-level key with its value. Matching takes linear time, because repeated parts never end with a space."""
_NOT_LINE_END = re.compile(r"[^\n]")
_EXPOSED = re.compile(r"""^[ \t-]*contractId:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)


def _sketch(text: str, start: int = 0, end: int = sys.maxsize) -> PartialFacts:
    """Guess the identities in a broken file, or in one of its documents, from its lines."""
    stated = {found[1]: found[2] for found in reversed(list(_TOP_LEVEL.finditer(text, start, end)))}
    exposes = tuple(found[1] for found in _EXPOSED.finditer(text, start, end))
    return PartialFacts(stated.get("kind"), stated.get("id"), stated.get("name"), exposes)


def _unread(problems: Iterable[Problem], text: str) -> str:
    """Return the text with everything blanked except the values of duplicate keys; empty if there are no such values.

    Such values are not in the tree, but may contain secrets.
    """
    twice = [each.span for each in problems if isinstance(each, DuplicateKey) and each.span is not None]
    kept: list[str] = []
    done = 0
    for span in sorted(twice):
        start = max(done, text.rfind("\n", 0, span.start) + 1)
        indent = span.start - text.rfind("\n", 0, span.start) - 1
        below = re.compile(rf"\n(?= {{0,{indent}}}\S)").search(text, max(done, span.end))
        stop = below.start() if below else len(text)
        kept += (_NOT_LINE_END.sub(" ", text[done:start]), text[start:stop])
        done = stop
    return "".join(kept)
